using System.Text.Json;

namespace Agentry;

/// <summary>A person's or a probe's word about a call whose outcome is unknown.</summary>
public sealed class CallSettlement
{
    private CallSettlement(SettlementKind kind) => Kind = kind;

    /// <summary>Nobody will find out: the model is told that the outcome is not known, and the run goes on.</summary>
    public static CallSettlement GivenUp { get; } = new(SettlementKind.GivenUp);

    /// <summary>The effect did not happen and will not: the call runs, under the same idempotency key.</summary>
    public static CallSettlement DidNotHappen { get; } = new(SettlementKind.DidNotHappen);

    /// <summary>What was found out.</summary>
    public SettlementKind Kind { get; }

    /// <summary>For <see cref="SettlementKind.Happened"/>: what the tool would have returned; the model is told this.</summary>
    public JsonElement? Result { get; private init; }

    /// <summary>The effect happened.</summary>
    /// <param name="result">What the tool would have returned, as JSON; null tells the model that it happened and no more.</param>
    public static CallSettlement Happened(JsonElement? result = null) => new(SettlementKind.Happened) { Result = result?.Clone() };
}
