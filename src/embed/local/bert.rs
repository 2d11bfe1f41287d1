//! BERT's encoder, for one text at a time.
//!
//! Written here and not taken from candle-transformers: its BERT wants every weight as a 32-bit float, and the crate
//! brings a hundred models that nobody asks for. Here the table of words, half of the model and of which a text needs a
//! few rows, stays in 8 bits where it lies in the binary. The layers, which every text needs whole, become 32-bit floats
//! when they are loaded: candle multiplies those twice as fast as 8-bit ones, and does not round what goes in.

use candle_core::{Device, Result, Tensor};
use candle_nn::ops::softmax_last_dim;
use candle_nn::{LayerNorm, Module};

use super::file::{Dense, File, Rows};

pub struct Bert {
    words: Rows,
    /// What each place in a text adds: its position and the one token type that single texts have.
    places: Tensor,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

impl Bert {
    /// Reads a file that `scripts/embedder.py` wrote.
    pub fn read(bytes: &'static [u8]) -> Result<Self> {
        let mut file = File::open(bytes)?;
        let kind = file.tensor("token_type_embeddings.weight")?;
        let count = file.number("bert.block_count")?;
        Ok(Self {
            words: file.rows("word_embeddings.weight")?,
            places: file.tensor("position_embeddings.weight")?.broadcast_add(&kind)?,
            norm: file.norm("LayerNorm")?,
            layers: (0..count).map(|n| Layer::read(&mut file, &format!("layer.{n}"))).collect::<Result<_>>()?,
        })
    }

    /// One row for each token. Needs at least one token and at most as many as the file has positions.
    pub fn forward(&self, tokens: &[u32]) -> Result<Tensor> {
        let words = self.words.pick(tokens, &Device::Cpu)?;
        let start = self.norm.forward(&(words + self.places.narrow(0, 0, tokens.len())?)?)?;
        self.layers.iter().try_fold(start, |states, layer| layer.forward(&states))
    }
}

struct Layer {
    attention: Attention,
    attention_norm: LayerNorm,
    widen: Dense,
    narrow: Dense,
    norm: LayerNorm,
}

impl Layer {
    fn read(file: &mut File, name: &str) -> Result<Self> {
        Ok(Self {
            attention: Attention::read(file, &format!("{name}.attention"))?,
            attention_norm: file.norm(&format!("{name}.attention.output.LayerNorm"))?,
            widen: file.dense(&format!("{name}.intermediate.dense"))?,
            narrow: file.dense(&format!("{name}.output.dense"))?,
            norm: file.norm(&format!("{name}.output.LayerNorm"))?,
        })
    }

    fn forward(&self, states: &Tensor) -> Result<Tensor> {
        let seen = self.attention_norm.forward(&(self.attention.forward(states)? + states)?)?;
        // The exact GELU, not the tanh approximation: the model was trained with it.
        let wide = self.widen.forward(&seen)?.gelu_erf()?;
        self.norm.forward(&(self.narrow.forward(&wide)? + seen)?)
    }
}

struct Attention {
    heads: usize,
    query: Dense,
    key: Dense,
    value: Dense,
    output: Dense,
}

impl Attention {
    fn read(file: &mut File, name: &str) -> Result<Self> {
        Ok(Self {
            heads: file.number("bert.attention.head_count")?,
            query: file.dense(&format!("{name}.self.query"))?,
            key: file.dense(&format!("{name}.self.key"))?,
            value: file.dense(&format!("{name}.self.value"))?,
            output: file.dense(&format!("{name}.output.dense"))?,
        })
    }

    fn forward(&self, states: &Tensor) -> Result<Tensor> {
        let (tokens, width) = states.dims2()?;
        let by_head = |part: &Tensor| part.reshape((tokens, self.heads, ()))?.transpose(0, 1)?.contiguous();
        let query = by_head(&self.query.forward(states)?)?;
        let key = by_head(&self.key.forward(states)?)?;
        let value = by_head(&self.value.forward(states)?)?;
        let scale = ((width / self.heads) as f64).sqrt();
        let weights = softmax_last_dim(&(query.matmul(&key.t()?)? / scale)?)?;
        let seen = weights.matmul(&value)?.transpose(0, 1)?.reshape((tokens, width))?;
        self.output.forward(&seen)
    }
}
