using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace RefundDesk;

/// <summary>Tells what would be refunded and pays nothing.</summary>
internal static class QuotePlan
{
    public static PlannerReply Next(Bench bench)
    {
        if (bench.Lacks("get_order", "compute_refund") is { } lacking)
            return lacking;
        if (!OrderLookup.TryGet(bench, out var order, out var stop))
            return stop;

        var (lines, question) = ItemMatcher.Match(order, bench.Request);
        if (question is not null)
            return new PlannerReply.Say(question);

        var reasons = bench.Choices("compute_refund", Slot.Reason);
        var named = ReasonReader.Pick(bench.Request.Sentence, reasons);
        var reason = named ?? ReasonReader.OfNoFault(reasons);
        if (reason is null && reasons.Count > 0)
            return new PlannerReply.Say($"For which reason: {string.Join(", ", reasons.Select(Wording.Plain))}?");
        if (!TryCompute(bench, order, lines, reason ?? "not stated", out var quote, out stop))
            return stop;

        var assumed = named is null ? " No fault was named, so I took that reason." : "";
        return new PlannerReply.Say(
            $"For order {quote.Number("order_id")} ({Wording.Plain(reason ?? "not stated")}) "
            + $"the refund would be {Wording.Money(quote.Number("amount") ?? 0)}: "
            + $"{quote.Text("rule")}.{assumed} Nothing was refunded.");
    }

    public static bool TryCompute(
        Bench bench, JsonElement order, IReadOnlyList<JsonElement> lines, string reason,
        out JsonElement quote, [NotNullWhen(false)] out PlannerReply? stop)
    {
        var facts = new Dictionary<Slot, Fact>
        {
            [Slot.OrderId] = (int)(order.Number("order_id") ?? 0),
            [Slot.Reason] = new ReasonFact(bench.Request.Sentence, reason),
        };
        if (lines.Count > 0)
            facts[Slot.Items] = lines.Select(line => line.Text("sku") ?? line.Text("name") ?? "").ToArray();
        return bench.TryUse("compute_refund", facts, out quote, out stop);
    }
}
