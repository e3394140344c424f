namespace Agentry;

/// <summary>A claim that was granted: what it holds of which accounts.</summary>
internal sealed class InMemoryClaim(InMemoryRun run)
{
    private readonly List<Part> _parts = new(2);

    public InMemoryRun Run => run;

    public bool IsSettled { get; private set; }

    public bool Has(AccountKey account) => _parts.Exists(p => p.Account.Key == account);

    public void Add(InMemoryAccount account, long amount, DateTimeOffset now) => _parts.Add(new Part(account, amount, account.Take(this, amount, now)));

    public long AmountOf(InMemoryAccount account)
    {
        long sum = 0;
        foreach (Part part in _parts)
            sum += ReferenceEquals(part.Account, account) ? part.Amount : 0;
        return sum;
    }

    public void Settle(IReadOnlyList<AccountAmount> amounts, DateTimeOffset now)
    {
        if (IsSettled)
            return;
        IsSettled = true;
        for (int i = 0; i < _parts.Count; i++)
        {
            Part part = _parts[i];
            long final = part.Amount;
            foreach (AccountAmount amount in amounts)
                final = amount.Account == part.Account.Key ? amount.Amount : final;
            part.Account.Settle(this, part.Taken, part.Amount, final, now);
        }

        _parts.Clear();
    }

    public HeldClaim Read(string id) =>
        new() { Id = id, Amounts = [.. _parts.Select(p => new AccountAmount(p.Account.Key, p.Amount))], IsSettled = IsSettled };

    private readonly record struct Part(InMemoryAccount Account, long Amount, InMemoryAccount.Taken? Taken);
}
