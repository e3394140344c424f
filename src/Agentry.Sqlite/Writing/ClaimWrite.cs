namespace Agentry;

/// <summary>What a commit takes from accounts, and what earlier claims of its run came to.</summary>
internal sealed class ClaimWrite(SqliteDatabase database, string tenant, long run, long now)
{
    private readonly AccountBook _accounts = new(database, tenant, now);

    public static IReadOnlyList<ClaimRefusal> Write(SqliteDatabase database, StoreCommit commit, long run, long now)
    {
        bool isOver = commit.Summary.Status.IsTerminal();
        return commit.Claims.Count == 0 && commit.Settlements.Count == 0 && !isOver
            ? []
            : new ClaimWrite(database, commit.Run.Tenant, run, now).Write(commit, isOver) ?? [];
    }

    private List<ClaimRefusal>? Write(StoreCommit commit, bool isOver)
    {
        List<ClaimRefusal>? refused = null;
        for (int i = 0; i < commit.Settlements.Count; i++)
            Settle(commit.Settlements[i]);
        for (int i = 0; i < commit.Claims.Count; i++)
        {
            if (Take(commit.Claims[i]) is { } refusal)
                (refused ??= []).Add(refusal);
        }

        if (isOver)
            SettleRest();
        _accounts.Save();
        return refused;
    }

    private ClaimRefusal? Take(AccountClaim claim)
    {
        using (PreparedStatement known = database.Use("SELECT 1 FROM account_claim WHERE run = ? AND id = ?").Bind(run).BindHex(claim.Id))
        {
            if (known.Step())
                return null;
        }

        foreach (AccountPart part in claim.Parts)
        {
            AccountRow account = _accounts.Find(part.Account);
            if (!account.WouldTake(database, part, now))
                return new ClaimRefusal { Id = claim.Id, Account = part.Account, RetryAfter = account.FreeAfter(database, part, now) };
        }

        foreach (AccountPart part in claim.Parts)
            Add(claim.Id, part.Account, part.Amount, isOpen: true);
        return null;
    }

    private void Settle(ClaimSettlement settlement)
    {
        List<Held> held = [];
        using (PreparedStatement statement = database.Use("""
            SELECT c.account, a.name, a.kind, c.amount, c.is_open, c.taken_at FROM account_claim c JOIN account a ON a.id = c.account
            WHERE c.run = ? AND c.id = ?
            """).Bind(run).BindHex(settlement.Id))
        {
            while (statement.Step())
            {
                if (statement.Number(4) == 0)
                    return;
                held.Add(new Held(
                    statement.Number(0), AccountRow.KeyOf(statement.Text(1), statement.Number(2)), statement.Number(3), statement.Number(5)));
            }
        }

        foreach (Held part in held)
        {
            long final = part.Amount;
            foreach (AccountAmount amount in settlement.Amounts)
                final = amount.Account == part.Key ? amount.Amount : final;
            Settle(settlement.Id, part, final);
        }

        foreach (AccountAmount amount in settlement.Amounts)
        {
            if (amount.Amount > 0 && !held.Exists(h => h.Key == amount.Account))
                Add(settlement.Id, amount.Account, amount.Amount, isOpen: false);
        }
    }

    private void Add(string id, AccountKey key, long amount, bool isOpen)
    {
        bool isWindow = key.Window is not null;
        long account = isOpen && !isWindow ? _accounts.Change(key, 0, amount) : _accounts.Change(key, amount, 0);
        database.Use("INSERT INTO account_claim (run, id, account, amount, is_open, taken_at) VALUES (?, ?, ?, ?, ?, ?)")
            .Bind(run).BindHex(id).Bind(account).Bind(amount).Bind(isOpen ? 1L : 0L).Bind(now).Run();
        if (isWindow)
        {
            database.Use("INSERT INTO account_taken (account, at, run, claim, amount) VALUES (?, ?, ?, ?, ?)")
                .Bind(account).Bind(now).Bind(run).BindHex(id).Bind(amount).Run();
        }
    }

    private void Settle(string id, Held part, long final)
    {
        database.Use("UPDATE account_claim SET amount = ?, is_open = 0 WHERE run = ? AND id = ? AND account = ?")
            .Bind(final).Bind(run).BindHex(id).Bind(part.Account).Run();
        if (part.Key.Window is not { } window)
        {
            _accounts.Change(part.Key, final, -part.Amount);
            return;
        }

        // What has left the window is in no total any more.
        if (final == part.Amount || part.TakenAt <= now - window.Ticks)
            return;
        int changed = database.Use("UPDATE account_taken SET amount = ? WHERE account = ? AND at = ? AND run = ? AND claim = ?")
            .Bind(final).Bind(part.Account).Bind(part.TakenAt).Bind(run).BindHex(id).Run();
        if (changed > 0)
            _accounts.Change(part.Key, final - part.Amount, 0);
    }

    /// <summary>The run is over: what it has not settled counts as claimed.</summary>
    private void SettleRest()
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
        {
            if (part.Key.Window is null)
                _accounts.Change(part.Key, part.Amount, -part.Amount);
        }

        database.Use("UPDATE account_claim SET is_open = 0 WHERE run = ? AND is_open = 1").Bind(run).Run();
    }

    /// <summary>One part of a claim that was granted.</summary>
    private readonly record struct Held(long Account, AccountKey Key, long Amount, long TakenAt);
}
