using System.Text;

namespace Agentry;

/// <summary>Amounts of accounts in one column.</summary>
internal static class PackedAmounts
{
    public static byte[] Pack(IReadOnlyList<AccountAmount> amounts)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        Write(writer, amounts);
        return stream.ToArray();
    }

    public static AccountAmount[] Unpack(ReadOnlySpan<byte> packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed.ToArray()), Encoding.UTF8);
        return Read(reader);
    }

    public static void Write(BinaryWriter writer, IReadOnlyList<AccountAmount> amounts)
    {
        writer.Write7BitEncodedInt(amounts.Count);
        for (int i = 0; i < amounts.Count; i++)
        {
            // A period is a small negative number, of which the encoding would make ten bytes.
            long kind = AccountRow.KindOf(amounts[i].Account);
            writer.Write(amounts[i].Account.Name);
            writer.Write7BitEncodedInt64((kind << 1) ^ (kind >> 63));
            writer.Write7BitEncodedInt64(amounts[i].Amount);
        }
    }

    public static AccountAmount[] Read(BinaryReader reader)
    {
        var amounts = new AccountAmount[reader.Read7BitEncodedInt()];
        for (int i = 0; i < amounts.Length; i++)
        {
            string name = reader.ReadString();
            long kind = reader.Read7BitEncodedInt64();
            amounts[i] = new AccountAmount(AccountRow.KeyOf(name, (kind >>> 1) ^ -(kind & 1)), reader.Read7BitEncodedInt64());
        }

        return amounts;
    }
}
