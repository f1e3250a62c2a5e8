--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;

CREATE TABLE public.customers (
    id bigint NOT NULL,
    name text NOT NULL,
    email text NOT NULL
);

ALTER TABLE ONLY public.customers ADD CONSTRAINT customers_pkey PRIMARY KEY (id);

CREATE TABLE public.orders (
    id bigint NOT NULL,
    customer bigint NOT NULL,
    placed timestamp with time zone NOT NULL,
    total numeric(12,2) NOT NULL
);

ALTER TABLE ONLY public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

CREATE TABLE public.photos (
    id bigint NOT NULL,
    of_order bigint NOT NULL,
    path text NOT NULL,
    taken timestamp with time zone
);

ALTER TABLE ONLY public.photos ADD CONSTRAINT photos_pkey PRIMARY KEY (id);

CREATE TABLE public.workers (
    id bigint NOT NULL,
    name text NOT NULL,
    phone text
);

ALTER TABLE ONLY public.workers ADD CONSTRAINT workers_pkey PRIMARY KEY (id);

CREATE TABLE public.shifts (
    id bigint NOT NULL,
    worker bigint NOT NULL,
    day date NOT NULL
);

ALTER TABLE ONLY public.shifts ADD CONSTRAINT shifts_pkey PRIMARY KEY (id);

--
-- PostgreSQL database dump complete
--
