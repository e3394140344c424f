namespace Agentry;

/// <summary>Amounts of accounts within a packed column.</summary>
internal static class PackedAmounts
{
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
