namespace Agentry;

/// <summary>Points from an event to content: messages, arguments, results. The log holds addresses, the blobs hold the content.</summary>
/// <param name="Address">Base64url of SHA-256 over the blob's own random salt and its bytes; says nothing once the blob is erased.</param>
/// <param name="Length">Bytes of the content, without the salt.</param>
public sealed record BlobRef(string Address, int Length);
