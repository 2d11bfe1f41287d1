//! The model's file: a GGUF whose matrices are Q8_0, as `scripts/embedder.py` describes and writes it.

use std::io::Cursor;

use candle_core::quantized::GgmlDType;
use candle_core::quantized::gguf_file::{Content, Value};
use candle_core::{Device, Error, Result, Tensor};
use candle_nn::LayerNorm;
use half::f16;

/// A layer that multiplies. A question has few tokens, so what counts is that the large matrix is read in the order in
/// which it lies: it is kept by columns, and stands on the left.
pub struct Dense {
    /// Inputs × outputs.
    weight: Tensor,
    bias: Tensor,
}

impl Dense {
    pub fn forward(&self, states: &Tensor) -> Result<Tensor> {
        self.weight.t()?.matmul(&states.t()?)?.t()?.contiguous()?.broadcast_add(&self.bias)
    }
}

/// The bytes of the model with their table of contents.
pub struct File {
    bytes: Cursor<&'static [u8]>,
    content: Content,
}

impl File {
    pub fn open(bytes: &'static [u8]) -> Result<Self> {
        let mut bytes = Cursor::new(bytes);
        let content = Content::read(&mut bytes)?;
        Ok(Self { bytes, content })
    }

    pub fn number(&self, name: &str) -> Result<usize> {
        Ok(self.value(name)?.to_u32()? as usize)
    }

    /// A matrix or a vector as 32-bit floats.
    pub fn tensor(&mut self, name: &str) -> Result<Tensor> {
        self.content.tensor(&mut self.bytes, name, &Device::Cpu)?.dequantize(&Device::Cpu)
    }

    /// A matrix that stays where it is.
    pub fn rows(&self, name: &str) -> Result<Rows> {
        let broken = || Error::Msg(format!("the model's file has no whole Q8_0 matrix {name}"));
        let info = self.content.tensor_infos.get(name).ok_or_else(broken)?;
        let (count, width) = info.shape.dims2()?;
        let row = width / Rows::BLOCK * Rows::BLOCK_BYTES;
        let start = (self.content.tensor_data_offset + info.offset) as usize;
        let bytes = self.bytes.get_ref().get(start..start + count * row).ok_or_else(broken)?;
        if info.ggml_dtype != GgmlDType::Q8_0 || row == 0 || width % Rows::BLOCK != 0 {
            return Err(broken());
        }
        Ok(Rows { bytes, row, width })
    }

    pub fn dense(&mut self, name: &str) -> Result<Dense> {
        let (weight, bias) = (self.tensor(&format!("{name}.weight"))?, self.tensor(&format!("{name}.bias"))?);
        Ok(Dense { weight: weight.t()?.contiguous()?, bias })
    }

    pub fn norm(&mut self, name: &str) -> Result<LayerNorm> {
        let epsilon = self.value("bert.attention.layer_norm_epsilon")?.to_f32()?;
        let (weight, bias) = (self.tensor(&format!("{name}.weight"))?, self.tensor(&format!("{name}.bias"))?);
        Ok(LayerNorm::new(weight, bias, f64::from(epsilon)))
    }

    fn value(&self, name: &str) -> Result<&Value> {
        self.content.metadata.get(name).ok_or_else(|| Error::Msg(format!("the model's file does not say {name}")))
    }
}

/// A Q8_0 matrix of which few rows are needed at a time. The system loads the pages of those rows only.
pub struct Rows {
    bytes: &'static [u8],
    /// Bytes of one row.
    row: usize,
    /// Numbers of one row.
    width: usize,
}

impl Rows {
    const BLOCK: usize = 32;
    /// A block is a 16-bit scale and a byte for each number.
    const BLOCK_BYTES: usize = 2 + Self::BLOCK;

    /// The rows of these numbers, in their order, as 32-bit floats.
    pub fn pick(&self, numbers: &[u32], device: &Device) -> Result<Tensor> {
        let mut values = Vec::with_capacity(numbers.len() * self.width);
        for &number in numbers {
            let start = number as usize * self.row;
            let row = self.bytes.get(start..start + self.row);
            let row = row.ok_or_else(|| Error::Msg(format!("the model's file has no row {number}")))?;
            for block in row.chunks_exact(Self::BLOCK_BYTES) {
                let scale = f16::from_le_bytes([block[0], block[1]]).to_f32();
                values.extend(block[2..].iter().map(|&step| scale * f32::from(step.cast_signed())));
            }
        }
        Tensor::from_vec(values, (numbers.len(), self.width), device)
    }
}
