//! Encrypted messages: a content under a key of its own, and that key under everybody's.

use super::{DATA, ENVELOPED, KeyOwner, close, damaged, open, to_der};
use crate::asn1::{
    Field, Malformed, NULL, algorithm, algorithm_of, context, context_primitive, element, oid as write_oid,
    set_of,
};
use crate::certificate::{Certificate, KeyError};
use crate::error::{NpkiError, Structure};
use crate::hazmat::{BlockCipher, unpadded};
use crate::{PrivateKey, oid, random};
use core::fmt;
use der::Tag;
use zeroize::Zeroizing;

/// Most recipients of a message.
pub const RECIPIENTS_MAX: usize = 256;

/// Encrypts a content to one or several certificates: RSA PKCS#1 v1.5 key transport by issuer and
/// number, as the tax office and Korean programs take it. SEED as in RFC 4010, ARIA in the same way.
///
/// # Errors
/// [`NpkiError::Unsupported`] or [`NpkiError::Damaged`] for a certificate that nothing can be
/// encrypted to; [`NpkiError::TooMuch`] beyond [`RECIPIENTS_MAX`] or without any recipient;
/// [`NpkiError::Randomness`].
pub fn encrypt(
    content: &[u8],
    recipients: &[&Certificate],
    cipher: BlockCipher,
) -> Result<Vec<u8>, NpkiError> {
    if recipients.is_empty() || recipients.len() > RECIPIENTS_MAX {
        let found = u64::try_from(recipients.len()).unwrap_or(u64::MAX);
        let max = u64::try_from(RECIPIENTS_MAX).unwrap_or(u64::MAX);
        return Err(NpkiError::TooMuch { what: Structure::Message, found, max, unit: "recipients" });
    }
    let cipher_oid = cipher.oid().ok_or(NpkiError::Unsupported { what: Structure::Message, oid: DATA })?;
    let key = random::make_secret(cipher.key_bytes())?;
    let mut iv = vec![0; cipher.block_bytes()];
    random::fill(&mut iv)?;
    // The lengths are the cipher's own.
    let encrypted = cipher.encrypt(&key, &iv, content).map_err(|_| NpkiError::Decryption)?;
    let mut sent = Vec::with_capacity(recipients.len());
    for recipient in recipients {
        let under = recipient.key().encrypt(&key).map_err(|error| match error {
            KeyError::Unsupported(oid) => NpkiError::Unsupported { what: Structure::Certificate, oid },
            _ => NpkiError::damaged(Structure::Certificate, "its key cannot be encrypted to"),
        })?;
        sent.push(write_recipient(recipient, &under).map_err(damaged)?);
    }
    let write = || {
        let parameter = element(Tag::OctetString, &[&iv])?;
        let content = element(
            Tag::Sequence,
            &[
                &write_oid(DATA)?,
                &algorithm_of(cipher_oid, &parameter)?,
                &element(context_primitive(0), &[&encrypted])?,
            ],
        )?;
        close(ENVELOPED, &[&element(Tag::Integer, &[&[0]])?, &set_of(Tag::Set, sent)?, &content])
    };
    write().map_err(damaged)
}

fn write_recipient(recipient: &Certificate, under: &[u8]) -> Result<Vec<u8>, Malformed> {
    element(
        Tag::Sequence,
        &[
            &element(Tag::Integer, &[&[0]])?,
            &KeyOwner::write(recipient)?,
            &algorithm_of(oid::RSA_ENCRYPTION, NULL)?,
            &element(Tag::OctetString, &[under])?,
        ],
    )
}

/// An encrypted message, parsed.
#[derive(Clone)]
pub struct EnvelopedMessage {
    recipients: Vec<(KeyOwner, Vec<u8>)>,
    cipher: BlockCipher,
    iv: Vec<u8>,
    encrypted: Vec<u8>,
}

impl EnvelopedMessage {
    /// Reads a message in DER or BER. Recipients that are not sent an RSA key are passed over.
    ///
    /// # Errors
    /// [`NpkiError::TooMuch`], [`NpkiError::Damaged`], or [`NpkiError::Unsupported`] for a message of
    /// another kind or a cipher that is not known.
    pub fn parse(bytes: &[u8]) -> Result<Self, NpkiError> {
        let der = to_der(bytes)?;
        let mut fields = open(&der, ENVELOPED)?;
        let mut read = || {
            fields.expect(Tag::Integer)?;
            fields.optional(context(0))?;
            let recipients = read_recipients(fields.expect(Tag::Set)?)?;
            let mut content = fields.sequence()?;
            content.any()?.oid()?;
            let (name, parameter) = algorithm(content.any()?)?;
            Ok((recipients, name, parameter, read_pieces(content.any()?)?))
        };
        let (recipients, name, parameter, encrypted) = read().map_err(damaged)?;
        let unsupported = NpkiError::Unsupported { what: Structure::Message, oid: name };
        let cipher = BlockCipher::from_oid(&name).ok_or(unsupported)?;
        let iv = parameter.and_then(|iv| iv.tagged(Tag::OctetString).ok()).map(|iv| iv.value.to_vec());
        let iv = iv.filter(|iv| iv.len() == cipher.block_bytes()).ok_or_else(|| damaged(Malformed))?;
        Ok(Self { recipients, cipher, iv, encrypted })
    }

    /// The cipher of the content.
    pub fn cipher(&self) -> BlockCipher {
        self.cipher
    }

    /// How many recipients it has that were sent an RSA key.
    pub fn recipients(&self) -> usize {
        self.recipients.len()
    }

    /// Whether the holder of this certificate is among them.
    pub fn is_for(&self, certificate: &Certificate) -> bool {
        self.recipients.iter().any(|(owner, _)| owner.is(certificate))
    }

    /// Decrypts the content. That it comes out does not prove who wrote it, nor that nobody changed it.
    ///
    /// # Errors
    /// [`NpkiError::Decryption`], whatever was wrong: another recipient, another key, a changed
    /// message. A wrong RSA padding goes on with a key of chance, so that nobody can ask whether
    /// a padding was right (RFC 3218 section 2.3.2).
    pub fn decrypt(
        &self,
        key: &PrivateKey,
        certificate: &Certificate,
    ) -> Result<Zeroizing<Vec<u8>>, NpkiError> {
        let (_, sent) =
            self.recipients.iter().find(|(owner, _)| owner.is(certificate)).ok_or(NpkiError::Decryption)?;
        let of_chance = random::make_secret(self.cipher.key_bytes())?;
        let opened = key.decrypt(sent).unwrap_or_default();
        let content_key = if opened.len() == of_chance.len() { &opened } else { &of_chance };
        let padded = self.cipher.decrypt(content_key, &self.iv, &self.encrypted);
        let padded = padded.map_err(|_| NpkiError::Decryption)?;
        let content = unpadded(&padded, self.cipher.block_bytes()).ok_or(NpkiError::Decryption)?;
        Ok(Zeroizing::new(content.to_vec()))
    }
}

impl fmt::Debug for EnvelopedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvelopedMessage")
            .field("cipher", &self.cipher)
            .field("recipients", &self.recipients.len())
            .field("encrypted_bytes", &self.encrypted.len())
            .finish_non_exhaustive()
    }
}

fn read_recipients(field: Field<'_>) -> Result<Vec<(KeyOwner, Vec<u8>)>, Malformed> {
    let mut recipients = Vec::new();
    for (place, recipient) in field.fields()?.enumerate() {
        let recipient = recipient?;
        if place == RECIPIENTS_MAX {
            return Err(Malformed);
        }
        // Key agreement, passwords and others have tags of their own.
        if recipient.tag != Tag::Sequence {
            continue;
        }
        let mut fields = recipient.fields()?;
        fields.expect(Tag::Integer)?;
        let owner = KeyOwner::read(fields.any()?)?;
        let (name, _) = algorithm(fields.any()?)?;
        let sent = fields.expect(Tag::OctetString)?.value.to_vec();
        fields.finish()?;
        if name == oid::RSA_ENCRYPTION {
            recipients.push((owner, sent));
        }
    }
    Ok(recipients)
}

/// `[0] IMPLICIT OCTET STRING`: whole, or in pieces as streams write it.
fn read_pieces(field: Field<'_>) -> Result<Vec<u8>, Malformed> {
    if field.tag == context_primitive(0) {
        return Ok(field.value.to_vec());
    }
    let mut whole = Vec::with_capacity(field.value.len());
    for piece in field.tagged(context(0))?.fields()? {
        whole.extend_from_slice(piece?.tagged(Tag::OctetString)?.value);
    }
    Ok(whole)
}
