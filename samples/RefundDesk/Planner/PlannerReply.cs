using System.Text.Json;

namespace RefundDesk;

/// <summary>The planner's next step: a text for the user, or one call.</summary>
internal abstract record PlannerReply
{
    public sealed record Say(string Text) : PlannerReply;

    public sealed record Call(string Tool, IReadOnlyDictionary<string, JsonElement> Arguments) : PlannerReply;
}
