using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>One attempt of a model call: what was reserved for it, and what it came to.</summary>
internal sealed class Spend(BudgetPlan plan, string? provider, ModelCallContext call)
{
    private readonly List<AIContent> _contents = [];
    private UsageDetails? _reported;
    private string? _answeredBy;

    public required string Id { get; init; }

    public required ChatOptions? Options { get; init; }

    public required string? Model { get; init; }

    public required ModelPrice? Price { get; init; }

    /// <summary>The most that it may use.</summary>
    public required TokenUsage Usage { get; init; }

    public required decimal? Cost { get; init; }

    /// <summary>What was claimed; null when nothing is limited.</summary>
    public IReadOnlyList<AccountPart>? Parts { get; set; }

    public void See(ChatResponseUpdate update)
    {
        _answeredBy = update.ModelId ?? _answeredBy;
        foreach (AIContent content in update.Contents)
        {
            if (content is UsageContent usage)
                (_reported ??= new UsageDetails()).Add(usage.Details);
            else
                _contents.Add(content);
        }
    }

    public void Answered() => Answered(_reported, _answeredBy, _contents);

    public void Answered(UsageDetails? reported, string? answeredBy, IEnumerable<AIContent> contents)
    {
        TokenUsage used = ReplyRecorder.Usage(reported);
        bool isWhole = used is { Input: not null, Output: not null };
        if (!isWhole)
            used = used with { Input = used.Input ?? Usage.Input, Output = used.Output ?? ByteTokenEstimator.Written(contents) };
        string? model = answeredBy ?? Model;
        Settle(
            used, (plan.Prices.Find(provider, model) ?? Price)?.CostOf(used), model,
            isWhole ? SpendBasis.Reported : SpendBasis.Estimated, isWhole ? null : "the provider did not report its tokens");
    }

    /// <summary>Null: the reader of the stream went away.</summary>
    public void Failed(Exception? exception = null)
    {
        FailureClass? failure = exception is null ? null : FailureClassifier.Classify(exception);
        if (_contents.Count == 0 && _reported is null && exception is not null && WasNotServed(exception))
        {
            Settle(new TokenUsage { Input = 0, Output = 0 }, Price is null ? null : 0, Model, SpendBasis.Released, $"the provider did not serve it: {failure}");
            return;
        }

        // What the provider went on to write, nobody knows: the whole output counts, and of the input what is known.
        TokenUsage known = ReplyRecorder.Usage(_reported);
        TokenUsage charged = known with
        {
            Input = known.Input ?? Usage.Input,
            Output = Math.Max(Usage.Output!.Value, known.Output ?? 0),
            Reasoning = null,
        };
        decimal? cost = known.Input is null ? Cost : Price?.CostOf(charged);
        Settle(charged, cost, Model, SpendBasis.Reserved, failure is null ? "its reader went away before the end" : $"it was cut short ({failure}); nobody knows what was written");
    }

    public void Refused(ClaimRefusal refusal) => call.Run.Log.TrySettle(
        Settled(new TokenUsage { Input = 0, Output = 0 }, Price is null ? null : 0, Model, SpendBasis.Released, $"refused by {refusal.Account}"), null, wasReserved: true);

    /// <summary>The request did not reach the provider, or it answered before it had done anything that it charges: too much traffic, a bad request, no service.</summary>
    private static bool WasNotServed(Exception exception)
    {
        FailureDetails failure = FailureClassifier.Describe(exception);
        return FailureClassifier.WasNeverSent(exception) || failure is { IsOverload: true } or { HttpStatus: 503 }
            || failure.Class is FailureClass.Throttled or FailureClass.InvalidRequest or FailureClass.Unauthorized or FailureClass.QuotaExhausted
                or FailureClass.ContextTooLong or FailureClass.Refused;
    }

    private void Settle(TokenUsage used, decimal? cost, string? model, SpendBasis basis, string? reason)
    {
        ClaimSettlement? settlement = Parts is null
            ? null
            : new ClaimSettlement { Id = Id, Amounts = BudgetPlan.Final(Parts, cost, (used.Input ?? 0) + (used.Output ?? 0)) };
        if (cost is { } charged)
            call.Cost = (call.Cost ?? 0) + charged;
        call.Run.Log.TrySettle(Settled(used, cost, model, basis, reason), settlement, wasReserved: Parts is not null);
    }

    private SpendSettled Settled(TokenUsage used, decimal? cost, string? model, SpendBasis basis, string? reason) => new()
    {
        Id = Id,
        Turn = call.Turn,
        Provider = provider,
        Model = model,
        Usage = used,
        Cost = cost,
        Basis = basis,
        Reason = reason,
    };
}
