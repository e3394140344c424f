namespace Agentry;

/// <summary>The accounts that one commit touches: each is read once and written once.</summary>
internal sealed class AccountBook(SqliteDatabase database, string tenant, long now)
{
    private readonly List<(AccountRow Row, bool IsChanged)> _rows = [];

    public AccountRow Find(AccountKey key) => _rows[IndexOf(key)].Row;

    /// <summary>Changes an account's totals. One that is new begins with them; what was reserved in one that is forgotten is nobody's any more.</summary>
    public void Change(AccountKey key, long spent, long reserved)
    {
        int at = IndexOf(key);
        AccountRow row = _rows[at].Row;
        if (row.Exists || reserved >= 0)
            _rows[at] = (row with { Spent = row.Spent + spent, Reserved = row.Reserved + reserved }, true);
    }

    public void Save()
    {
        foreach ((AccountRow row, bool isChanged) in _rows)
        {
            if (isChanged)
                row.Save(database, now);
        }
    }

    private int IndexOf(AccountKey key)
    {
        for (int i = 0; i < _rows.Count; i++)
        {
            if (_rows[i].Row.Key == key)
                return i;
        }

        _rows.Add((AccountRow.Find(database, tenant, key, now), false));
        return _rows.Count - 1;
    }
}
