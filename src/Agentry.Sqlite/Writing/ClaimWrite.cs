namespace Agentry;

/// <summary>What a commit takes from accounts, and what earlier claims of its run came to.</summary>
/// <remarks>Claims are open in the row of their run, and remembered by themselves once they are settled: a step writes each once.</remarks>
internal sealed class ClaimWrite(SqliteDatabase database, RunKey key, long run, long now)
{
    private readonly AccountBook _accounts = new(database, key.Tenant, now);
    private readonly string _claims = AccountKey.OfRun(key.RunId);
    private List<OpenClaim> _open = [];

    /// <summary>Settles and takes.</summary>
    /// <param name="database">Inside the transaction.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="run">The row of its run.</param>
    /// <param name="held">The run's open claims; afterwards those that the row is to have.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<ClaimRefusal> Write(SqliteDatabase database, StoreCommit commit, long run, ref byte[]? held, long now)
    {
        bool endsClaims = held is not null && commit.Summary.Status.IsTerminal();
        if (commit.Claims.Count == 0 && commit.Settlements.Count == 0 && !endsClaims)
            return [];
        return new ClaimWrite(database, commit.Run, run, now).Write(commit, ref held) ?? [];
    }

    private List<ClaimRefusal>? Write(StoreCommit commit, ref byte[]? held)
    {
        List<ClaimRefusal>? refused = null;
        _open = OpenClaim.Unpack(held);
        for (int i = 0; i < commit.Settlements.Count; i++)
            Settle(commit.Settlements[i]);
        for (int i = 0; i < commit.Claims.Count; i++)
        {
            if (Take(commit.Claims[i]) is { } refusal)
                (refused ??= []).Add(refusal);
        }

        // The run is over: what it has not settled counts as claimed.
        while (commit.Summary.Status.IsTerminal() && _open.Count > 0)
            Settle(new ClaimSettlement { Id = _open[^1].Id, Amounts = [] });
        _accounts.Save();
        held = OpenClaim.Pack(_open);
        return refused;
    }

    private ClaimRefusal? Take(AccountClaim claim)
    {
        if (_open.Exists(c => c.Id == claim.Id) || IsSettled(claim.Id))
            return null;
        foreach (AccountPart part in claim.Parts)
        {
            AccountRow account = _accounts.Find(part.Account);
            if (!account.WouldTake(database, part, run, now))
                return new ClaimRefusal { Id = claim.Id, Account = part.Account, RetryAfter = account.FreeAfter(database, part, run, now) };
        }

        var taken = new AccountAmount[claim.Parts.Count];
        for (int i = 0; i < taken.Length; i++)
        {
            AccountPart part = claim.Parts[i];
            taken[i] = new AccountAmount(part.Account, part.Amount);
            if (part.Account.Window is null)
                _accounts.Change(part.Account, 0, part.Amount);
            else
                Book(claim.Id, taken[i]);
        }

        _open.Add(new OpenClaim(claim.Id, now, taken));
        return null;
    }

    private void Settle(ClaimSettlement settlement)
    {
        int at = _open.FindIndex(c => c.Id == settlement.Id);
        List<AccountAmount> final = [];
        if (at >= 0)
        {
            foreach (AccountAmount part in _open[at].Parts)
            {
                long amount = part.Amount;
                foreach (AccountAmount named in settlement.Amounts)
                    amount = named.Account == part.Account ? named.Amount : amount;
                Settle(_open[at], part, amount);
                final.Add(part with { Amount = amount });
            }

            _open.RemoveAt(at);
        }
        else if (IsSettled(settlement.Id))
        {
            return;
        }

        int parts = final.Count;
        foreach (AccountAmount amount in settlement.Amounts)
        {
            if (amount.Amount <= 0 || final.FindIndex(0, parts, f => f.Account == amount.Account) >= 0)
                continue;
            Book(settlement.Id, amount);
            final.Add(amount);
        }

        if (final.Count > 0)
        {
            database.Use("INSERT INTO account (tenant, name, kind, claim, amounts) VALUES (?, ?, 0, ?, ?)")
                .Bind(key.Tenant).Bind(_claims).BindHex(settlement.Id).Bind(PackedAmounts.Pack(final)).Run();
        }
    }

    private void Settle(OpenClaim claim, AccountAmount part, long final)
    {
        if (part.Account.Window is not { } window)
        {
            _accounts.Change(part.Account, final, -part.Amount);
            return;
        }

        // What has left the window is in no total any more.
        if (final == part.Amount || claim.TakenAt <= now - window.Ticks)
            return;
        int changed = database.Use("UPDATE account_taken SET amount = ? WHERE tenant = ? AND name = ? AND kind = ? AND at = ? AND run = ? AND claim = ?")
            .Bind(final).Bind(key.Tenant).Bind(part.Account.Name).Bind(window.Ticks).Bind(claim.TakenAt).Bind(run).BindHex(claim.Id).Run();
        if (changed > 0)
            _accounts.Change(part.Account, final - part.Amount, 0);
    }

    /// <summary>Counts at once what nothing can give back, or only within its window.</summary>
    private void Book(string id, AccountAmount amount)
    {
        _accounts.Change(amount.Account, amount.Amount, 0);
        if (amount.Account.Window is { } window)
        {
            database.Use("INSERT INTO account_taken (tenant, name, kind, at, run, claim, amount) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .Bind(key.Tenant).Bind(amount.Account.Name).Bind(window.Ticks).Bind(now).Bind(run).BindHex(id).Bind(amount.Amount).Run();
        }
    }

    private bool IsSettled(string id)
    {
        using PreparedStatement known = database.Use(StoreQueries.IsSettled).Bind(key.Tenant).Bind(_claims).BindHex(id);
        return known.Step();
    }
}
