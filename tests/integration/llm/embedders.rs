//! Titan and OpenAI's embeddings.

use tickmark::embed::{Embedder, OpenAi, Titan};

use super::fake::{Fake, config};

fn texts(of: &[&str]) -> Vec<String> {
    of.iter().map(|text| (*text).to_owned()).collect()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

async fn fails(embedder: &dyn Embedder, of: &[&str]) -> String {
    embedder.embed(&texts(of)).await.unwrap_err().to_string()
}

/// Each text has its own vector, in order, however many calls it takes.
async fn keeps_order(embedder: &dyn Embedder) {
    let many: Vec<String> = (0..150).map(|i| format!("finding number{i}")).collect();
    let vectors = embedder.embed(&many).await.unwrap();
    assert_eq!(vectors.len(), many.len());
    for (i, text) in many.iter().enumerate().step_by(13) {
        let alone = embedder.embed(std::slice::from_ref(text)).await.unwrap();
        assert_eq!(alone[0], vectors[i], "{text}");
    }
}

async fn tells_texts_apart(embedder: &dyn Embedder) {
    let of = texts(&["a bucket that is public", "a public bucket", "an old access key"]);
    let vectors = embedder.embed(&of).await.unwrap();
    for vector in &vectors {
        assert!((dot(vector, vector) - 1.0).abs() < 1e-5);
    }
    assert!(dot(&vectors[0], &vectors[1]) > dot(&vectors[0], &vectors[2]) + 0.3);
}

#[tokio::test]
async fn titan_embeds() {
    let fake = Fake::start();
    let titan = Titan::new(&fake.config("eu-central-1"));
    tells_texts_apart(&titan).await;
    keeps_order(&titan).await;
    assert_eq!(titan.embed(&[]).await.unwrap(), Vec::<Vec<f32>>::new());
    let vectors = titan.embed(&texts(&["one"])).await.unwrap();
    assert_eq!(vectors[0].len(), 512);
    let body = &fake.requests("amazon.titan-embed-text-v2:0").pop().unwrap()["body"];
    assert_eq!(*body, serde_json::json!({"inputText": "one", "dimensions": 512, "normalize": true}));
    assert!(titan.identity().starts_with("titan-text-v2-512-"), "{}", titan.identity());
}

#[tokio::test]
async fn titan_cuts_what_titan_would_refuse() {
    let fake = Fake::start();
    let titan = Titan::new(&fake.config("us-east-1"));
    let long = texts(&[&"word ".repeat(12_000), &"中".repeat(20_000), &"é".repeat(9_001)]);
    assert_eq!(titan.embed(&long).await.unwrap().len(), 3);
}

#[tokio::test]
async fn titan_tries_again_when_throttled_and_keeps_the_words_of_aws() {
    let fake = Fake::start();
    let titan = Titan::new(&fake.config("us-east-1"));
    assert_eq!(titan.embed(&texts(&["fault.throttled-once"])).await.unwrap().len(), 1);
    let refused = fails(&titan, &["fine", "fault.no-access"]).await;
    let words = "AccessDeniedException: You don't have access to the model with the specified model ID.";
    assert_eq!(refused, format!("Titan embedded nothing: {words}"));
    assert!(fails(&titan, &[""]).await.contains("expected minLength: 1"));
    assert!(fails(&titan, &["fault.short"]).await.contains("511 numbers where 512 were asked for"));
    assert!(fails(&titan, &["fault.no-vector"]).await.contains("missing field `embedding`"));
    let nowhere = fails(&Titan::new(&config("http://127.0.0.1:9", "us-east-1")), &["text"]).await;
    assert!(nowhere.contains("Connection refused"), "{nowhere}");
}

fn openai(fake: &Fake, model: &str) -> OpenAi {
    OpenAi::new(&format!("{}/v1/", fake.url()), model, Some("sk-canary-1234".to_owned())).unwrap()
}

#[tokio::test]
async fn openai_embeds() {
    let fake = Fake::start();
    let embedder = openai(&fake, "small");
    tells_texts_apart(&embedder).await;
    keeps_order(&embedder).await;
    assert_eq!(embedder.embed(&[]).await.unwrap(), Vec::<Vec<f32>>::new());
    let sizes: Vec<usize> =
        fake.requests("small").iter().map(|request| request["body"]["input"].as_array().unwrap().len()).collect();
    assert_eq!(sizes[..4], [3, 64, 64, 22]);
    assert_eq!(fake.requests("small")[0]["key"], "Bearer sk-canary-1234");
    let open = OpenAi::new(&format!("{}/v1", fake.url()), "open", None).unwrap();
    open.embed(&texts(&["text"])).await.unwrap();
    assert!(fake.requests("open")[0]["key"].is_null());
    assert_ne!(open.identity(), embedder.identity());
    assert_eq!(embedder.identity(), openai(&fake, "small").identity());
}

#[tokio::test]
async fn openai_puts_vectors_where_their_index_says() {
    let fake = Fake::start();
    let of = texts(&["one", "two words", "three words more"]);
    let right = openai(&fake, "small").embed(&of).await.unwrap();
    for model in ["fault.backwards", "fault.no-index", "fault.no-zero"] {
        assert_eq!(openai(&fake, model).embed(&of).await.unwrap(), right, "{model}");
    }
}

#[tokio::test]
async fn openai_refuses_answers_that_are_wrong() {
    let fake = Fake::start();
    let cases = [
        ("fault.fewer", "2 vectors for 3 texts"),
        ("fault.twice", "two vectors for text 0"),
        ("fault.beyond", "a vector for text 3 of 3"),
        ("fault.zero", "a vector of length 0"),
        ("fault.uneven", "vectors of 32 and of 31 numbers"),
        ("fault.huge", "larger than 33554432 bytes"),
        ("fault.html", "not of OpenAI's form"),
        ("fault.ollama", "answered 404 Not Found: model \"nomic\" not found, try pulling it first"),
        ("fault.gateway", "answered 502 Bad Gateway: <html>  <h1>502 Bad Gateway</h1></html>"),
        ("fault.key", "answered 401 Unauthorized: Incorrect API key provided: …."),
    ];
    for (model, words) in cases {
        let said = fails(&openai(&fake, model), &["one", "two", "three"]).await;
        assert!(said.contains(words), "{model}: {said}");
        assert!(!said.contains("canary"), "{said}");
    }
    let infinite = fails(&openai(&fake, "fault.infinite"), &["one"]).await;
    assert!(infinite.contains("a vector of length inf") || infinite.contains("out of range"), "{infinite}");
    let nowhere = OpenAi::new("http://127.0.0.1:9/v1?key=canary", "m", None).unwrap();
    let said = fails(&nowhere, &["one"]).await;
    assert!(said.contains("cannot be reached") && said.contains("refused") && !said.contains("canary"), "{said}");
}
