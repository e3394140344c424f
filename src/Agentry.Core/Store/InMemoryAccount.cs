namespace Agentry;

/// <summary>One account of the in-memory store: totals that are kept, never summed up. Not thread-safe.</summary>
internal sealed class InMemoryAccount(AccountKey key)
{
    private readonly Queue<Taken>? _taken = key.Window is null ? null : new();
    private readonly HashSet<InMemoryClaim> _open = [];
    private DateTimeOffset _periodStart;
    private DateTimeOffset _changedAt;
    private long _spent;
    private long _reserved;

    public AccountKey Key => key;

    public bool WouldTake(AccountPart part, DateTimeOffset now)
    {
        Roll(now);

        // Who is dead is looked up only when there is no room with everybody counted.
        return part.Amount <= part.Limit - _spent - _reserved || part.Amount <= part.Limit - _spent - Reserved(now);
    }

    /// <summary>Reserves; what a window counts is taken at once.</summary>
    public Taken? Take(InMemoryClaim claim, long amount, DateTimeOffset now)
    {
        Roll(now);
        _changedAt = now;
        if (_taken is null)
        {
            _reserved += amount;
            _open.Add(claim);
            return null;
        }

        var taken = new Taken(now, amount);
        _taken.Enqueue(taken);
        _spent += amount;
        return taken;
    }

    public void Settle(InMemoryClaim claim, Taken? taken, long amount, long final, DateTimeOffset now)
    {
        Roll(now);
        _changedAt = now;
        if (taken is not null)
        {
            if (!taken.IsOver)
                _spent += final - taken.Amount;
            taken.Amount = final;
            return;
        }

        _reserved -= amount;
        _spent += final;
        _open.Remove(claim);
    }

    public AccountBalance Read(AccountPart part, DateTimeOffset now)
    {
        Roll(now);
        return new() { Account = key, Spent = _spent, Reserved = Reserved(now), FreeAfter = WouldTake(part, now) ? TimeSpan.Zero : FreeAfter(part, now) };
    }

    /// <summary>After how long the clock alone makes room for what is refused now.</summary>
    public TimeSpan? FreeAfter(AccountPart part, DateTimeOffset now)
    {
        if (key.EndOf(_periodStart) is { } end)
            return part.Amount <= part.Limit - Reserved(now) ? end - now : null;
        if (_taken is null || part.Amount > part.Limit)
            return null;
        long left = _spent;
        foreach (Taken taken in _taken)
        {
            left -= taken.Amount;
            if (part.Amount <= part.Limit - left)
                return taken.At + key.Window!.Value - now;
        }

        return null;
    }

    /// <summary>True when the next claim would find it as if it were new, and nobody has used it for long.</summary>
    public bool IsOver(DateTimeOffset unusedSince, DateTimeOffset now)
    {
        Roll(now);
        return _changedAt < unusedSince && (_taken is not null || key.Period != AccountPeriod.Total) && _spent == 0 && _open.Count == 0;
    }

    private long Reserved(DateTimeOffset now)
    {
        long alive = 0;
        foreach (InMemoryClaim claim in _open)
            alive += claim.Run.IsAlive(now) ? claim.AmountOf(this) : 0;
        return alive;
    }

    /// <summary>Begins the next period, or lets go of what left the window. A clock that goes back changes nothing.</summary>
    private void Roll(DateTimeOffset now)
    {
        if (key.Period != AccountPeriod.Total && key.StartOf(now) is var start && start > _periodStart)
        {
            _periodStart = start;
            _spent = 0;
        }

        while (_taken is { Count: > 0 } && _taken.Peek().At + key.Window!.Value <= now)
        {
            Taken taken = _taken.Dequeue();
            taken.IsOver = true;
            _spent -= taken.Amount;
        }
    }

    internal sealed class Taken(DateTimeOffset at, long amount)
    {
        public DateTimeOffset At => at;

        public long Amount { get; set; } = amount;

        public bool IsOver { get; set; }
    }
}
