namespace Agentry;

/// <summary>RFC 9562 version 7 UUIDs: 48 bits of time, then 74 random bits, as 32 hexadecimal digits.</summary>
internal sealed class IdSource(TimeProvider time) : IIdSource
{
    public string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString("n");
}
