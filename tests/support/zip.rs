//! Writes zip archives byte by byte, honest ones and others: what a packer would refuse is wanted here.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

/// One member: its name in the bytes that will stand in the archive, and its content.
pub struct Member<'a> {
    pub name: &'a [u8],
    pub content: &'a [u8],
}

/// An archive without the flag for UTF-8 names, every member deflated and dated 1 March 2024.
pub fn archive(members: &[Member]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for member in members {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
        deflate.write_all(member.content).expect("a vector takes all");
        let packed = deflate.finish().expect("a vector takes all");
        let offset = bytes.len();
        let common = header(member, packed.len());
        bytes.extend_from_slice(b"PK\x03\x04");
        bytes.extend_from_slice(&common);
        bytes.extend_from_slice(member.name);
        bytes.extend_from_slice(&packed);
        entry(&mut directory, &common, member.name, offset);
    }
    finish(bytes, &directory, members.len())
}

/// `count` central entries that all point at one local member: the flat bomb of overlapping files.
#[allow(dead_code, reason = "not every user of this file is hostile")]
pub fn overlapping(content: &[u8], count: usize) -> Vec<u8> {
    let member = Member { name: b"0.docx", content };
    let honest = archive(std::slice::from_ref(&member));
    let end = honest.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    let packed = end - 30 - member.name.len();
    let mut directory = Vec::new();
    for at in 0..count {
        let name = format!("{at}.docx");
        entry(&mut directory, &header(&Member { name: name.as_bytes(), content }, packed), name.as_bytes(), 0);
    }
    finish(honest[..end].to_vec(), &directory, count)
}

/// What local header and central entry share (APPNOTE 4.3.7, from "version needed" on).
fn header(member: &Member, packed: usize) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(member.content);
    let mut bytes = Vec::new();
    for short in [20_u16, 0, 8, 0x4800, 0x5861] {
        bytes.extend_from_slice(&short.to_le_bytes());
    }
    for long in [crc.sum(), packed as u32, member.content.len() as u32] {
        bytes.extend_from_slice(&long.to_le_bytes());
    }
    bytes.extend_from_slice(&(member.name.len() as u16).to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

/// APPNOTE 4.3.12.
fn entry(directory: &mut Vec<u8>, common: &[u8], name: &[u8], offset: usize) {
    directory.extend_from_slice(b"PK\x01\x02\x14\x00");
    directory.extend_from_slice(common);
    directory.extend_from_slice(&[0; 10]);
    directory.extend_from_slice(&(offset as u32).to_le_bytes());
    directory.extend_from_slice(name);
}

/// APPNOTE 4.3.16.
fn finish(mut bytes: Vec<u8>, directory: &[u8], count: usize) -> Vec<u8> {
    let offset = bytes.len() as u32;
    bytes.extend_from_slice(directory);
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    bytes.extend_from_slice(&(count as u16).to_le_bytes());
    bytes.extend_from_slice(&(count as u16).to_le_bytes());
    bytes.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&offset.to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes
}
