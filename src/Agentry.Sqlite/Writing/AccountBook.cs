namespace Agentry;

/// <summary>The accounts that one commit touches: each is read once and written once.</summary>
internal sealed class AccountBook(SqliteDatabase database, string tenant, long now)
{
    private readonly Dictionary<AccountKey, AccountRow> _rows = [];
    private HashSet<AccountKey>? _changed;

    public AccountRow Find(AccountKey key)
    {
        if (!_rows.TryGetValue(key, out AccountRow row))
            _rows[key] = row = AccountRow.Find(database, tenant, key, now);
        return row;
    }

    /// <summary>Changes an account's totals.</summary>
    /// <returns>Its row, which exists from here on.</returns>
    public long Change(AccountKey key, long spent, long reserved)
    {
        AccountRow row = Find(key);
        row = row with { Spent = row.Spent + spent, Reserved = row.Reserved + reserved };
        if (row.Id == 0)
            row = row.Insert(database, tenant, now);
        else
            (_changed ??= []).Add(key);
        _rows[key] = row;
        return row.Id;
    }

    public void Save()
    {
        foreach (AccountKey key in _changed ?? [])
            _rows[key].Update(database, now);
    }
}
