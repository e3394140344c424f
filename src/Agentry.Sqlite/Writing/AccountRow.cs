namespace Agentry;

/// <summary>An account as it stands now; it changes when something is written to it.</summary>
/// <param name="Id">The row; 0 for an account that nobody has claimed from.</param>
/// <param name="Key">The account.</param>
/// <param name="Spent">In the current period, or within the window.</param>
/// <param name="Reserved">By everybody, the dead included.</param>
/// <param name="Since">When the period began.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct AccountRow(long Id, AccountKey Key, long Spent, long Reserved, long Since)
{
    public static long KindOf(AccountKey key) => key.Window is { } window ? window.Ticks : -(long)key.Period;

    public static AccountKey KeyOf(string name, long kind) =>
        kind > 0 ? new AccountKey(name, Window: TimeSpan.FromTicks(kind)) : new AccountKey(name, (AccountPeriod)(-kind));

    public static long StartOf(long kind, long now) =>
        kind < 0 ? StoredTime.From(new AccountKey("", (AccountPeriod)(-kind)).StartOf(StoredTime.To(now))) : 0;

    public static AccountRow Find(SqliteDatabase database, string tenant, AccountKey key, long now)
    {
        long kind = KindOf(key);
        long start = StartOf(kind, now);
        AccountRow row;
        using (PreparedStatement statement = database.Use(StoreQueries.Account).Bind(tenant).Bind(key.Name).Bind(kind))
        {
            if (!statement.Step())
                return new AccountRow(0, key, 0, 0, start);
            row = new AccountRow(statement.Number(0), key, statement.Number(1), statement.Number(2), statement.Number(3));
        }

        // The next period begins anew; a clock that goes back changes nothing.
        if (kind < 0 && start > row.Since)
            return row with { Spent = 0, Since = start };
        return kind > 0 ? row with { Spent = row.Spent - row.Left(database, now) } : row;
    }

    /// <summary>True when there is room. Who is dead is looked up only when there is none with everybody counted.</summary>
    public bool WouldTake(SqliteDatabase database, AccountPart part, long now) =>
        part.Amount <= part.Limit - Spent - Reserved || (Reserved > 0 && part.Amount <= part.Limit - Spent - AliveReserved(database, now));

    public long AliveReserved(SqliteDatabase database, long now)
    {
        if (Reserved == 0)
            return 0;
        using PreparedStatement statement = database.Use(StoreQueries.DeadReservations).Bind(Id).Bind(now);
        return statement.Step() ? Reserved - statement.Number(0) : Reserved;
    }

    /// <summary>After how long the clock alone makes room for what is refused now.</summary>
    public TimeSpan? FreeAfter(SqliteDatabase database, AccountPart part, long now)
    {
        if (Key.EndOf(StoredTime.To(Since)) is { } end)
            return part.Amount <= part.Limit - AliveReserved(database, now) ? end - StoredTime.To(now) : null;
        if (Key.Window is not { } window || part.Amount > part.Limit)
            return null;
        long left = Spent;
        using PreparedStatement statement = database.Use(StoreQueries.Taken).Bind(Id).Bind(now - window.Ticks);
        while (statement.Step())
        {
            left -= statement.Number(1);
            if (part.Amount <= part.Limit - left)
                return TimeSpan.FromTicks(statement.Number(0) + window.Ticks - now);
        }

        return null;
    }

    /// <returns>The row with its id.</returns>
    public AccountRow Insert(SqliteDatabase database, string tenant, long now)
    {
        using PreparedStatement insert = database
            .Use("INSERT INTO account (tenant, name, kind, spent, reserved, since, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id")
            .Bind(tenant).Bind(Key.Name).Bind(KindOf(Key)).Bind(Spent).Bind(Reserved).Bind(Since).Bind(now);
        insert.Step();
        AccountRow made = this with { Id = insert.Number(0) };
        insert.Step();
        return made;
    }

    /// <summary>Writes what it came to, and lets go of what left the window.</summary>
    public void Update(SqliteDatabase database, long now)
    {
        if (Key.Window is { } window)
            database.Use("DELETE FROM account_taken WHERE account = ? AND at <= ?").Bind(Id).Bind(now - window.Ticks).Run();
        database.Use("UPDATE account SET spent = ?, reserved = ?, since = ?, changed_at = ? WHERE id = ?")
            .Bind(Spent).Bind(Reserved).Bind(Since).Bind(now).Bind(Id).Run();
    }

    /// <summary>What has left the window and is still in the total.</summary>
    private long Left(SqliteDatabase database, long now)
    {
        using PreparedStatement statement = database
            .Use("SELECT coalesce(sum(amount), 0) FROM account_taken WHERE account = ? AND at <= ?").Bind(Id).Bind(now - Key.Window!.Value.Ticks);
        return statement.Step() ? statement.Number(0) : 0;
    }
}
