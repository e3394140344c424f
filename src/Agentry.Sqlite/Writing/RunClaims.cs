using System.Text;

namespace Agentry;

/// <summary>The claims of a run: those that are open, and the last that were settled. They stand packed in its row, which a step reads and writes anyway.</summary>
internal sealed class RunClaims
{
    private const int LengthBytes = 3;

    // Ids one after the other, each behind its length, the oldest first: nearly all of them pass from row to row unread.
    private byte[] _settled = [];
    private int _settledCount;

    public List<OpenClaim> Open { get; } = [];

    public static RunClaims Unpack(byte[]? packed)
    {
        var claims = new RunClaims();
        if (packed is null)
            return claims;
        using var reader = new BinaryReader(new MemoryStream(packed), Encoding.UTF8);
        for (int open = reader.Read7BitEncodedInt(); open > 0; open--)
            claims.Open.Add(new OpenClaim(reader.ReadString(), reader.Read7BitEncodedInt64(), PackedAmounts.Read(reader)));
        claims._settledCount = reader.Read7BitEncodedInt();
        claims._settled = packed[(int)reader.BaseStream.Position..].ToArray();
        return claims;
    }

    /// <returns>Null for none.</returns>
    public byte[]? Pack()
    {
        if (Open.Count == 0 && _settledCount == 0)
            return null;
        var stream = new MemoryStream(_settled.Length + 128);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write7BitEncodedInt(Open.Count);
        foreach (OpenClaim claim in Open)
        {
            writer.Write(claim.Id);
            writer.Write7BitEncodedInt64(claim.TakenAt);
            PackedAmounts.Write(writer, claim.Parts);
        }

        writer.Write7BitEncodedInt(_settledCount);
        writer.Write(_settled);
        return stream.ToArray();
    }

    public bool IsKnown(string id) => FindOpen(id) >= 0 || IsSettled(id);

    /// <returns>Its place among the open ones; -1 when it is not there.</returns>
    public int FindOpen(string id)
    {
        int at = Open.Count - 1;
        while (at >= 0 && Open[at].Id != id)
            at--;
        return at;
    }

    public bool IsSettled(string id)
    {
        if (_settledCount == 0)
            return false;
        ReadOnlySpan<byte> sought = Encoding.UTF8.GetBytes(id);
        ReadOnlySpan<byte> left = _settled;
        while (!left.IsEmpty)
        {
            if (Next(ref left).SequenceEqual(sought))
                return true;
        }

        return false;
    }

    public IReadOnlyList<string> ReadSettled()
    {
        List<string> ids = new(_settledCount);
        ReadOnlySpan<byte> left = _settled;
        while (!left.IsEmpty)
            ids.Add(Encoding.UTF8.GetString(Next(ref left)));
        return ids;
    }

    public void Remember(string id)
    {
        ReadOnlySpan<byte> kept = _settled;
        if (_settledCount == AccountClaim.RememberedSettlements)
            Next(ref kept);
        else
            _settledCount++;
        byte[] last = Encoding.UTF8.GetBytes(id);
        _settled = [.. kept, (byte)last.Length, (byte)(last.Length >> 8), (byte)(last.Length >> 16), .. last];
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> ids)
    {
        int length = ids[0] | (ids[1] << 8) | (ids[2] << 16);
        ReadOnlySpan<byte> id = ids.Slice(LengthBytes, length);
        ids = ids[(LengthBytes + length)..];
        return id;
    }
}
