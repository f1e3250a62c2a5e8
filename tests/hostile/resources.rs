//! Guests that take all of the time or memory that they can get.

use super::*;

#[test]
fn endless_loop_in_check() {
    assert_says!(check(FOR_EVER), "computing budget");
}

#[test]
fn endless_loop_in_the_start_function() {
    let reason = reason(&Guest {
        items: "(func $start (loop $again (br $again))) (start $start)",
        ..Guest::default()
    });
    assert_says!(reason, "computing budget");
}

#[test]
fn endless_loop_in_post_return() {
    let reason = reason(&Guest {
        items: r#"(func (export "cabi_post_muster:policy/policy@0.1.0#check") (param i32)
            (loop $again (br $again)))"#,
        ..Guest::default()
    });
    assert_says!(reason, "computing budget");
}

#[test]
fn endless_loop_of_bulk_memory_operations() {
    let reason = check(
        "(loop $again
            (memory.fill (i32.const 0) (i32.const 0) (i32.const 131072))
            (br $again))
        unreachable",
    );
    assert!(
        reason.contains("computing budget") || reason.contains("seconds"),
        "{reason}"
    );
}

#[test]
fn endless_loop_in_realloc() {
    let reason = reason(&Guest {
        realloc: FOR_EVER,
        ..Guest::default()
    });
    assert_says!(reason, "computing budget");
}

#[test]
fn unbounded_recursion() {
    assert_says!(
        check("(call $check (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))"),
        "recursed too deeply"
    );
}

#[test]
fn memory_grown_without_end() {
    let reason = check("(loop $again (drop (memory.grow (i32.const 16))) (br $again)) unreachable");
    assert_says!(reason, "64 MiB of memory");
}

#[test]
fn a_gigabyte_of_memory_to_begin_with() {
    let reason = reason(&Guest {
        memory: r#"(memory (export "memory") 16384)"#,
        ..Guest::default()
    });
    assert_says!(reason, "memory");
}

#[test]
fn a_table_of_five_million_elements() {
    let reason = reason(&Guest {
        items: "(table 5000000 funcref)",
        ..Guest::default()
    });
    assert_says!(reason, "table");
}

#[test]
fn twenty_memories() {
    let reason = reason(&Guest {
        items: &"(memory 1) ".repeat(20),
        memory: r#"(memory (export "memory") 2)"#,
        ..Guest::default()
    });
    assert_says!(reason, "memor");
}

#[test]
fn five_hundred_core_instances() {
    let mut memory = MemorySection::new();
    memory.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut module = Module::new();
    module.section(&memory);
    let mut instances = InstanceSection::new();
    for _ in 0..500 {
        // The guest's own module is number 0.
        instances.instantiate::<[(&str, ModuleArg); 0], &str>(1, []);
    }
    let mut component = Guest::default().component();
    ModuleSection(&module).append_to_component(&mut component);
    instances.append_to_component(&mut component);
    let reason = reason_of_file(&stamped(component, &manifest("hostile", &["hostile/case"])));
    assert_says!(reason, "memor");
}

#[test]
fn resources_made_without_end() {
    let reason = reason(&Guest {
        world_imports: "export handles: interface { resource handle; }",
        items: r#"(import "[export]handles" "[resource-new]handle"
            (func $new (param i32) (result i32)))"#,
        check: "(loop $again (drop (call $new (i32.const 1))) (br $again)) unreachable",
        ..Guest::default()
    });
    assert_says!(reason, "handle limit");
}
