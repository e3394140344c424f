namespace Agentry;

/// <summary>The accounts of the in-memory store. Behind one lock, because a claim takes from several or none.</summary>
/// <remarks>Called by runs that hold their own lock; of other runs it asks only <see cref="InMemoryRun.IsAlive"/>, which takes none.</remarks>
internal sealed class InMemoryAccounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, AccountKey Account), InMemoryAccount> _accounts = [];

    /// <summary>Applies the settlements and claims of a commit of the run.</summary>
    public IReadOnlyList<ClaimRefusal> Apply(StoreCommit commit, InMemoryRun run, DateTimeOffset now)
    {
        List<ClaimRefusal>? refused = null;
        lock (_lock)
        {
            for (int i = 0; i < commit.Settlements.Count; i++)
                Settle(commit.Settlements[i], run, now);
            for (int i = 0; i < commit.Claims.Count; i++)
            {
                if (Take(commit.Claims[i], run, now) is { } refusal)
                    (refused ??= []).Add(refusal);
            }

            if (commit.Summary.Status.IsTerminal() && run.Claims is { } claims)
            {
                foreach (InMemoryClaim claim in claims.Values)
                    claim.Settle([], now);
            }
        }

        return refused ?? (IReadOnlyList<ClaimRefusal>)[];
    }

    public AccountBalance[] Read(string tenant, IReadOnlyList<AccountPart> parts, DateTimeOffset now)
    {
        lock (_lock)
            return [.. parts.Select(p => Find(tenant, p.Account).Read(p, now))];
    }

    public HeldClaim[] Read(InMemoryRun run)
    {
        lock (_lock)
            return run.Claims is { } claims ? [.. claims.Select(c => c.Value.Read(c.Key))] : [];
    }

    /// <summary>Forgets the accounts of runs that were pruned.</summary>
    public void Forget(IEnumerable<RunKey> runs)
    {
        HashSet<(string Tenant, string Names)> owned = [.. runs.Select(r => (r.Tenant, AccountKey.OfRun(r.RunId)))];
        lock (_lock)
        {
            foreach ((string Tenant, AccountKey Account) key in _accounts.Keys.ToArray())
            {
                if (IsOf(owned, key.Tenant, key.Account.Name))
                    _accounts.Remove(key);
            }
        }
    }

    /// <summary>Forgets accounts that would begin anew with their next claim and had none for long.</summary>
    public void Forget(string? tenant, DateTimeOffset unusedSince, DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (((string Tenant, AccountKey) key, InMemoryAccount account) in _accounts.ToArray())
            {
                if ((tenant is null || key.Tenant == tenant) && account.IsOver(unusedSince, now))
                    _accounts.Remove(key);
            }
        }
    }

    /// <summary>Ids may hold colons: every beginning that ends in one is looked up.</summary>
    private static bool IsOf(HashSet<(string Tenant, string Names)> owned, string tenant, string name)
    {
        if (!name.StartsWith("run:", StringComparison.Ordinal))
            return false;
        for (int end = name.IndexOf(':', 4); end >= 0; end = name.IndexOf(':', end + 1))
        {
            if (owned.Contains((tenant, name[..(end + 1)])))
                return true;
        }

        return false;
    }

    private ClaimRefusal? Take(AccountClaim claim, InMemoryRun run, DateTimeOffset now)
    {
        if (run.Claims?.ContainsKey(claim.Id) == true)
            return null;
        string tenant = run.Summary.Run.Tenant;
        foreach (AccountPart part in claim.Parts)
        {
            InMemoryAccount account = Find(tenant, part.Account);
            if (!account.WouldTake(part, now))
                return new ClaimRefusal { Id = claim.Id, Account = part.Account, RetryAfter = account.FreeAfter(part, now) };
        }

        var taken = new InMemoryClaim(run);
        foreach (AccountPart part in claim.Parts)
            taken.Add(Find(tenant, part.Account), part.Amount, now);
        run.Add(claim.Id, taken);
        return null;
    }

    private void Settle(ClaimSettlement settlement, InMemoryRun run, DateTimeOffset now)
    {
        InMemoryClaim? claim = run.Claims?.GetValueOrDefault(settlement.Id);
        if (claim?.IsSettled == true)
            return;
        if (claim is null)
        {
            if (!settlement.Amounts.Any(a => a.Amount > 0))
                return;
            run.Add(settlement.Id, claim = new InMemoryClaim(run));
        }

        foreach (AccountAmount amount in settlement.Amounts)
        {
            if (!claim.Has(amount.Account) && amount.Amount > 0)
                claim.Add(Find(run.Summary.Run.Tenant, amount.Account), amount.Amount, now);
        }

        claim.Settle(settlement.Amounts, now);
    }

    private InMemoryAccount Find(string tenant, AccountKey key)
    {
        if (!_accounts.TryGetValue((tenant, key), out InMemoryAccount? account))
            _accounts[(tenant, key)] = account = new InMemoryAccount(key);
        return account;
    }
}
