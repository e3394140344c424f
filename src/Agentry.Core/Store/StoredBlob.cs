namespace Agentry;

/// <summary>Content on its way into a store.</summary>
/// <param name="Address">Where it goes within the tenant. Storing the same address again changes nothing, also after it was erased.</param>
/// <param name="SaltedContent">16 bytes of salt, then the content. Erasing both leaves the log verifiable and the address meaningless.</param>
public sealed record StoredBlob(string Address, ReadOnlyMemory<byte> SaltedContent)
{
    /// <summary>Bytes of salt before the content.</summary>
    public const int SaltSize = 16;

    /// <summary>The content without its salt.</summary>
    public ReadOnlyMemory<byte> Content => SaltedContent[SaltSize..];

    /// <summary>True for what stands in the place of content that was erased.</summary>
    public bool IsErased => SaltedContent.IsEmpty;

    /// <summary>True for content of many runs, such as instructions: pruning a run leaves it.</summary>
    public bool IsShared { get; init; }

    /// <summary>What a store returns for content that was erased.</summary>
    public static StoredBlob Erased(string address) => new(address, default);
}
