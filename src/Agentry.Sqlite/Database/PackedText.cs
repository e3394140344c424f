using System.Buffers;
using System.Buffers.Text;

namespace Agentry;

/// <summary>
/// Hashes in half the room: texts that are the one spelling of some bytes are stored as those bytes, others as they are. SQLite keeps text and
/// bytes apart, so two texts never meet.
/// </summary>
internal static class PackedText
{
    /// <summary>32 bytes in base64url.</summary>
    private const int AddressLength = 43;

    private const int MaxHexLength = 128;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static PreparedStatement BindAddress(this PreparedStatement statement, string address)
    {
        Span<byte> bytes = stackalloc byte[32];
        Span<char> again = stackalloc char[AddressLength];
        return address.Length == AddressLength
            && Base64Url.DecodeFromChars(address, bytes, out _, out int written) == OperationStatus.Done && written == bytes.Length
            && Base64Url.TryEncodeToChars(bytes, again, out _) && again.SequenceEqual(address)
            ? statement.Bind(bytes)
            : statement.Bind(address);
    }

    public static PreparedStatement BindHex(this PreparedStatement statement, string? text)
    {
        if (text is null || text.Length is 0 or > MaxHexLength || text.Length % 2 != 0 || text.AsSpan().ContainsAnyExcept(HexDigits))
            return statement.Bind(text);
        Span<byte> bytes = stackalloc byte[MaxHexLength / 2];
        Convert.FromHexString(text, bytes, out _, out int written);
        return statement.Bind(bytes[..written]);
    }

    public static string Hex(this PreparedStatement statement, int column) =>
        statement.IsText(column) ? statement.Text(column) : Convert.ToHexStringLower(statement.Bytes(column));

    public static string? HexOrNull(this PreparedStatement statement, int column) => statement.IsNull(column) ? null : statement.Hex(column);
}
