namespace Agentry;

/// <summary>What a commit takes from accounts, and what earlier claims of its run came to.</summary>
internal sealed class ClaimWrite(SqliteDatabase database, string tenant, long run, RunClaims claims, long now)
{
    private readonly AccountBook _accounts = new(database, tenant, now);

    /// <summary>Settles and takes.</summary>
    /// <param name="database">Inside the transaction.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="run">The row of its run.</param>
    /// <param name="held">The run's claims, packed; afterwards those that the row is to have.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<ClaimRefusal> Write(SqliteDatabase database, StoreCommit commit, long run, ref byte[]? held, long now)
    {
        bool endsClaims = held is not null && commit.Summary.Status.IsTerminal();
        if (commit.Claims.Count == 0 && commit.Settlements.Count == 0 && !endsClaims)
            return [];
        RunClaims claims = RunClaims.Unpack(held);
        List<ClaimRefusal>? refused = new ClaimWrite(database, commit.Run.Tenant, run, claims, now).Write(commit);
        held = claims.Pack();
        return refused ?? [];
    }

    private List<ClaimRefusal>? Write(StoreCommit commit)
    {
        List<ClaimRefusal>? refused = null;
        for (int i = 0; i < commit.Settlements.Count; i++)
            Settle(commit.Settlements[i]);
        for (int i = 0; i < commit.Claims.Count; i++)
        {
            if (Take(commit.Claims[i]) is { } refusal)
                (refused ??= []).Add(refusal);
        }

        // The run is over: what it has not settled counts as claimed.
        while (commit.Summary.Status.IsTerminal() && claims.Open.Count > 0)
            Settle(new ClaimSettlement { Id = claims.Open[^1].Id, Amounts = [] });
        _accounts.Save();
        return refused;
    }

    private ClaimRefusal? Take(AccountClaim claim)
    {
        if (claims.IsKnown(claim.Id))
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

        claims.Open.Add(new OpenClaim(claim.Id, now, taken));
        return null;
    }

    private void Settle(ClaimSettlement settlement)
    {
        if (claims.IsSettled(settlement.Id))
            return;
        int at = claims.FindOpen(settlement.Id);
        bool isBooked = at >= 0;
        IReadOnlyList<AccountAmount> held = [];
        if (isBooked)
        {
            OpenClaim open = claims.Open[at];
            held = open.Parts;
            claims.Open.RemoveAt(at);
            for (int i = 0; i < held.Count; i++)
                Settle(open, held[i], AmountOf(held[i].Account, settlement.Amounts) ?? held[i].Amount);
        }

        for (int i = 0; i < settlement.Amounts.Count; i++)
        {
            AccountAmount amount = settlement.Amounts[i];
            if (amount.Amount <= 0 || AmountOf(amount.Account, held) is not null)
                continue;
            Book(settlement.Id, amount);
            isBooked = true;
        }

        if (isBooked)
            claims.Remember(settlement.Id);
    }

    private static long? AmountOf(AccountKey account, IReadOnlyList<AccountAmount> amounts)
    {
        for (int i = 0; i < amounts.Count; i++)
        {
            if (amounts[i].Account == account)
                return amounts[i].Amount;
        }

        return null;
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
            .Bind(final).Bind(tenant).Bind(part.Account.Name).Bind(window.Ticks).Bind(claim.TakenAt).Bind(run).BindHex(claim.Id).Run();
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
                .Bind(tenant).Bind(amount.Account.Name).Bind(window.Ticks).Bind(now).Bind(run).BindHex(id).Bind(amount.Amount).Run();
        }
    }
}
