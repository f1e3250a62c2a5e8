//! Servers that mean harm, or cannot help it. Whatever they do, an error says so in time. The clock
//! goes on at once when everybody waits.

use muster_facts::FactError;
use muster_facts::targets::{Edge, WebPorts};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::super::probe::{Ports, probe};
use super::super::survey::survey;
use super::{HERE, HOST};

/// Serves every connection of a port in this way, for as long as the runtime lives.
pub(super) async fn serve<Served>(serve: impl Fn(TcpStream) -> Served + Send + 'static) -> u16
where
    Served: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind((HERE, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    port
}

async fn error_of(port: u16) -> String {
    let ports = WebPorts {
        https: port,
        http: port,
    };
    match probe(HOST, Ports::at(HERE, ports)).await {
        Err(FactError::Failed(message)) => message,
        other => panic!("{other:?}"),
    }
}

async fn endlessly(mut stream: TcpStream, bytes: Vec<u8>) {
    while stream.write_all(&bytes).await.is_ok() {}
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_given_up() {
    let port = serve(|stream| async move {
        let _open = stream;
        std::future::pending().await
    })
    .await;
    assert!(
        error_of(port)
            .await
            .contains("did not answer within 5 seconds")
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_speaks_one_byte_a_second_is_given_up() {
    let port = serve(|mut stream| async move {
        // A record of 16,384 bytes, said slowly.
        for byte in [22, 3, 3, 64, 0].into_iter().chain(std::iter::repeat(2)) {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            if stream.write_all(&[byte]).await.is_err() {
                break;
            }
        }
    })
    .await;
    assert!(error_of(port).await.contains("did not answer"));
}

#[tokio::test]
async fn a_server_that_closes_at_once_is_an_error() {
    let port = serve(|stream| async move { drop(stream) }).await;
    assert!(error_of(port).await.contains("no TLS handshake"));
}

#[tokio::test]
async fn a_port_without_a_server_refuses() {
    let listener = TcpListener::bind((HERE, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    assert!(error_of(port).await.contains("refuses the connection"));
}

#[tokio::test]
async fn garbage_is_an_error() {
    let port = serve(|stream| endlessly(stream, b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())).await;
    assert!(error_of(port).await.contains("no TLS handshake"));
}

#[tokio::test]
async fn an_endless_handshake_is_cut_off() {
    // ServerHello by ServerHello, and a certificate that claims to have 16 MiB.
    let record = |body: &[u8]| {
        let length = u16::try_from(body.len()).unwrap().to_be_bytes();
        [&[22, 3, 3], &length[..], body].concat()
    };
    let hello_request = record(&[0, 0, 0, 0].repeat(1000));
    let port = serve(move |stream| endlessly(stream, hello_request.clone())).await;
    assert!(error_of(port).await.contains("no TLS handshake"));
    let giant = record(&[&[11, 0xff, 0xff, 0xff][..], &[7; 16_000]].concat());
    let port = serve(move |stream| endlessly(stream, giant.clone())).await;
    assert!(error_of(port).await.contains("no TLS handshake"));
}

#[tokio::test]
async fn endless_warnings_are_cut_off() {
    let warnings = [21, 3, 3, 0, 2, 1, 112].repeat(500);
    let port = serve(move |stream| endlessly(stream, warnings.clone())).await;
    assert!(error_of(port).await.contains("no TLS handshake"));
}

#[tokio::test]
async fn an_endless_head_is_cut_off_and_a_body_is_not_read() {
    use super::super::web::ask;
    let port = serve(|mut stream| async move {
        let mut request = [0; 64];
        let _ = stream.read(&mut request).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        endlessly(stream, b"X-Endless: yes\r\n".to_vec()).await;
    })
    .await;
    let mut stream = TcpStream::connect((HERE, port)).await.unwrap();
    assert!(ask(&mut stream, HOST).await.is_err());
    let port = serve(|mut stream| async move {
        let mut request = [0; 64];
        let _ = stream.read(&mut request).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        endlessly(stream, vec![b'x'; 4096]).await;
    })
    .await;
    let mut stream = TcpStream::connect((HERE, port)).await.unwrap();
    assert_eq!(ask(&mut stream, HOST).await.unwrap().status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_and_a_silent_dns_cost_no_other_answer() {
    let silent = serve(|stream| async move {
        let _open = stream;
        std::future::pending().await
    })
    .await;
    let edge = Edge {
        web_names: Some(vec!["a.example.com".to_owned(), "b.example.com".to_owned()]),
        addresses: vec![HERE],
        https_port: silent,
        http_port: silent,
        ..Edge::default()
    };
    let begun = tokio::time::Instant::now();
    let sightings = survey(&edge, Err(FactError::Failed("no DNS".to_owned()))).await;
    // Side by side: as long as one of them, on the clock of the test.
    assert_eq!(
        begun.elapsed().as_secs(),
        crate::network::SLOWEST_ANSWER.as_secs()
    );
    let mut places: Vec<String> = sightings
        .iter()
        .map(|sighting| format!("{} {}", sighting.host, sighting.scope))
        .collect();
    places.sort();
    assert_eq!(
        places,
        [
            "a.example.com edge",
            "a.example.com origin",
            "b.example.com edge",
            "b.example.com origin"
        ]
    );
    assert!(sightings.iter().all(|sighting| sighting.outcome.is_err()));
}
