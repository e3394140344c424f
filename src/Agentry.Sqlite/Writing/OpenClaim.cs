using System.Text;

namespace Agentry;

/// <summary>A claim that is not settled. Those of a run stand packed in its row, which a step reads and writes anyway.</summary>
/// <param name="Id">The claim's id.</param>
/// <param name="TakenAt">When it was granted.</param>
/// <param name="Parts">What it holds of which accounts.</param>
internal sealed record OpenClaim(string Id, long TakenAt, IReadOnlyList<AccountAmount> Parts)
{
    public static List<OpenClaim> Unpack(byte[]? packed)
    {
        List<OpenClaim> claims = [];
        if (packed is null)
            return claims;
        using var reader = new BinaryReader(new MemoryStream(packed), Encoding.UTF8);
        while (reader.BaseStream.Position < packed.Length)
            claims.Add(new OpenClaim(reader.ReadString(), reader.Read7BitEncodedInt64(), PackedAmounts.Read(reader)));
        return claims;
    }

    /// <returns>Null for none.</returns>
    public static byte[]? Pack(List<OpenClaim> claims)
    {
        if (claims.Count == 0)
            return null;
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        foreach (OpenClaim claim in claims)
        {
            writer.Write(claim.Id);
            writer.Write7BitEncodedInt64(claim.TakenAt);
            PackedAmounts.Write(writer, claim.Parts);
        }

        return stream.ToArray();
    }
}
