namespace Agentry;

/// <summary>An account as it stands now; it changes when something is written to it.</summary>
/// <param name="Exists">False for an account that nobody has claimed from.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Key">The account.</param>
/// <param name="Spent">In the current period, or within the window.</param>
/// <param name="Reserved">By everybody, the dead included.</param>
/// <param name="Since">When the period began.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct AccountRow(bool Exists, string Tenant, AccountKey Key, long Spent, long Reserved, long Since)
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
                return new AccountRow(false, tenant, key, 0, 0, start);
            row = new AccountRow(true, tenant, key, statement.Number(0), statement.Number(1), statement.Number(2));
        }

        // The next period begins anew; a clock that goes back changes nothing.
        if (kind < 0 && start > row.Since)
            return row with { Spent = 0, Since = start };
        return kind > 0 ? row with { Spent = row.Spent - row.Left(database, now) } : row;
    }

    /// <summary>True when there is room for a part of a run. Who is dead is looked up only when there is none with everybody counted.</summary>
    public bool WouldTake(SqliteDatabase database, AccountPart part, long run, long now) =>
        part.Amount <= part.Limit - Spent - Reserved || (Reserved > 0 && part.Amount <= part.Limit - Spent - AliveReserved(database, run, now));

    /// <summary>What stands in others' way: not what runs at work hold whose worker is gone. The run that asks has one.</summary>
    public long AliveReserved(SqliteDatabase database, long run, long now)
    {
        if (Reserved == 0)
            return 0;
        long alive = Reserved;
        using PreparedStatement statement = database.Use(StoreQueries.DeadHolders).Bind(Tenant).Bind(now).Bind(run);
        while (statement.Step())
        {
            foreach (OpenClaim claim in RunClaims.Unpack(statement.Bytes(0).ToArray()).Open)
            {
                foreach (AccountAmount part in claim.Parts)
                    alive -= part.Account == Key ? part.Amount : 0;
            }
        }

        return alive;
    }

    /// <summary>After how long the clock alone makes room for what is refused to a run now.</summary>
    public TimeSpan? FreeAfter(SqliteDatabase database, AccountPart part, long run, long now)
    {
        if (Key.EndOf(StoredTime.To(Since)) is { } end)
            return part.Amount <= part.Limit - AliveReserved(database, run, now) ? end - StoredTime.To(now) : null;
        if (Key.Window is not { } window || part.Amount > part.Limit)
            return null;
        long left = Spent;
        using PreparedStatement statement = database.Use(StoreQueries.Taken).Bind(Tenant).Bind(Key.Name).Bind(window.Ticks).Bind(now - window.Ticks);
        while (statement.Step())
        {
            left -= statement.Number(1);
            if (part.Amount <= part.Limit - left)
                return TimeSpan.FromTicks(statement.Number(0) + window.Ticks - now);
        }

        return null;
    }

    /// <summary>Writes what it came to, and lets go of what left the window.</summary>
    public void Save(SqliteDatabase database, long now)
    {
        if (Key.Window is { } window)
        {
            database.Use("DELETE FROM account_taken WHERE tenant = ? AND name = ? AND kind = ? AND at <= ?")
                .Bind(Tenant).Bind(Key.Name).Bind(window.Ticks).Bind(now - window.Ticks).Run();
        }

        database.Use(Exists
                ? "UPDATE account SET spent = ?, reserved = ?, since = ?, changed_at = ? WHERE tenant = ? AND name = ? AND kind = ?"
                : "INSERT INTO account (spent, reserved, since, changed_at, tenant, name, kind) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .Bind(Spent).Bind(Reserved).Bind(Since).Bind(now).Bind(Tenant).Bind(Key.Name).Bind(KindOf(Key)).Run();
    }

    /// <summary>What has left the window and is still in the total.</summary>
    private long Left(SqliteDatabase database, long now)
    {
        using PreparedStatement statement = database
            .Use("SELECT coalesce(sum(amount), 0) FROM account_taken WHERE tenant = ? AND name = ? AND kind = ? AND at <= ?")
            .Bind(Tenant).Bind(Key.Name).Bind(KindOf(Key)).Bind(now - Key.Window!.Value.Ticks);
        return statement.Step() ? statement.Number(0) : 0;
    }
}
