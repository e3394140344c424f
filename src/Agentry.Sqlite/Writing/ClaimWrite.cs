namespace Agentry;

/// <summary>What a commit takes from accounts, and what earlier claims of its run came to.</summary>
internal static class ClaimWrite
{
    public static IReadOnlyList<ClaimRefusal> Write(SqliteDatabase database, StoreCommit commit, long run, long now)
    {
        List<ClaimRefusal>? refused = null;
        for (int i = 0; i < commit.Settlements.Count; i++)
            Settle(database, commit.Run.Tenant, run, commit.Settlements[i], now);
        for (int i = 0; i < commit.Claims.Count; i++)
        {
            if (Take(database, commit.Run.Tenant, run, commit.Claims[i], now) is { } refusal)
                (refused ??= []).Add(refusal);
        }

        if (commit.Summary.Status.IsTerminal())
            SettleRest(database, commit.Run.Tenant, run, now);
        return refused ?? (IReadOnlyList<ClaimRefusal>)[];
    }

    private static ClaimRefusal? Take(SqliteDatabase database, string tenant, long run, AccountClaim claim, long now)
    {
        using (PreparedStatement known = database.Use("SELECT 1 FROM account_claim WHERE run = ? AND id = ?").Bind(run).BindHex(claim.Id))
        {
            if (known.Step())
                return null;
        }

        int count = claim.Parts.Count;
        var accounts = new AccountRow[count];
        for (int i = 0; i < count; i++)
        {
            AccountPart part = claim.Parts[i];
            accounts[i] = AccountRow.Find(database, tenant, part.Account, now);
            if (!accounts[i].WouldTake(database, part, now))
                return new ClaimRefusal { Id = claim.Id, Account = part.Account, RetryAfter = accounts[i].FreeAfter(database, part, now) };
        }

        for (int i = 0; i < count; i++)
            Add(database, tenant, run, claim.Id, accounts[i], claim.Parts[i].Amount, isOpen: true, now);
        return null;
    }

    private static void Settle(SqliteDatabase database, string tenant, long run, ClaimSettlement settlement, long now)
    {
        List<Held> held = [];
        using (PreparedStatement statement = database.Use("""
            SELECT c.account, a.name, a.kind, c.amount, c.is_open, c.taken_at FROM account_claim c JOIN account a ON a.id = c.account
            WHERE c.run = ? AND c.id = ?
            """).Bind(run).BindHex(settlement.Id))
        {
            while (statement.Step())
            {
                held.Add(new Held(
                    statement.Number(0), AccountRow.KeyOf(statement.Text(1), statement.Number(2)), statement.Number(3), statement.Number(5)));
                if (statement.Number(4) == 0)
                    return;
            }
        }

        foreach (Held part in held)
        {
            long final = part.Amount;
            foreach (AccountAmount amount in settlement.Amounts)
                final = amount.Account == part.Key ? amount.Amount : final;
            Settle(database, tenant, run, settlement.Id, part, final, now);
        }

        foreach (AccountAmount amount in settlement.Amounts)
        {
            if (amount.Amount > 0 && !held.Exists(h => h.Key == amount.Account))
                Add(database, tenant, run, settlement.Id, AccountRow.Find(database, tenant, amount.Account, now), amount.Amount, isOpen: false, now);
        }
    }

    private static void Add(SqliteDatabase database, string tenant, long run, string id, AccountRow account, long amount, bool isOpen, long now)
    {
        bool isWindow = account.Key.Window is not null;
        account = (isOpen && !isWindow
            ? account with { Reserved = account.Reserved + amount }
            : account with { Spent = account.Spent + amount }).Save(database, tenant, now);
        database.Use("INSERT INTO account_claim (run, id, account, amount, is_open, taken_at) VALUES (?, ?, ?, ?, ?, ?)")
            .Bind(run).BindHex(id).Bind(account.Id).Bind(amount).Bind(isOpen ? 1L : 0L).Bind(now).Run();
        if (isWindow)
        {
            database.Use("INSERT INTO account_taken (account, at, run, claim, amount) VALUES (?, ?, ?, ?, ?)")
                .Bind(account.Id).Bind(now).Bind(run).BindHex(id).Bind(amount).Run();
        }
    }

    private static void Settle(SqliteDatabase database, string tenant, long run, string id, Held part, long final, long now)
    {
        database.Use("UPDATE account_claim SET amount = ?, is_open = 0 WHERE run = ? AND id = ? AND account = ?")
            .Bind(final).Bind(run).BindHex(id).Bind(part.Account).Run();
        Book(database, tenant, part, final, now);

        // What has left the window is in no total any more.
        int changed = final == part.Amount || part.Key.Window is null
            ? 0
            : database.Use("UPDATE account_taken SET amount = ? WHERE account = ? AND at = ? AND run = ? AND claim = ?")
                .Bind(final).Bind(part.Account).Bind(part.TakenAt).Bind(run).BindHex(id).Run();
        if (changed > 0)
            database.Use("UPDATE account SET spent = spent + ? WHERE id = ?").Bind(final - part.Amount).Bind(part.Account).Run();
    }

    /// <summary>The run is over: what it has not settled counts as claimed.</summary>
    private static void SettleRest(SqliteDatabase database, string tenant, long run, long now)
    {
        List<Held> open = [];
        using (PreparedStatement statement = database.Use("""
            SELECT c.account, a.name, a.kind, c.amount, c.taken_at FROM account_claim c JOIN account a ON a.id = c.account
            WHERE c.run = ? AND c.is_open = 1
            """).Bind(run))
        {
            while (statement.Step())
            {
                open.Add(new Held(
                    statement.Number(0), AccountRow.KeyOf(statement.Text(1), statement.Number(2)), statement.Number(3), statement.Number(4)));
            }
        }

        if (open.Count == 0)
            return;
        foreach (Held part in open)
            Book(database, tenant, part, part.Amount, now);
        database.Use("UPDATE account_claim SET is_open = 0 WHERE run = ? AND is_open = 1").Bind(run).Run();
    }

    /// <summary>Moves a part from reserved to spent; what a window counts was taken already.</summary>
    private static void Book(SqliteDatabase database, string tenant, Held part, long final, long now)
    {
        if (part.Key.Window is not null)
            return;
        AccountRow account = AccountRow.Find(database, tenant, part.Key, now);
        (account with { Spent = account.Spent + final, Reserved = account.Reserved - part.Amount }).Save(database, tenant, now);
    }

    /// <summary>One part of a claim that was granted.</summary>
    private readonly record struct Held(long Account, AccountKey Key, long Amount, long TakenAt);
}
