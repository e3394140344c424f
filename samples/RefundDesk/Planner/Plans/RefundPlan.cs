using System.Text.Json;

namespace RefundDesk;

/// <summary>Look at the order, compute what the policy pays (unless the user states an amount), pay it, and confirm it by mail.</summary>
internal static class RefundPlan
{
    private const string NoReason = "amount stated by the user";

    public static PlannerReply Next(Bench bench)
    {
        var request = bench.Request;
        if (bench.Lacks("get_order", "refund_order") is { } lacking)
            return lacking;
        if (request.Unclear is { } unclear)
            return new PlannerReply.Say(unclear);
        if (!OrderLookup.TryGet(bench, out var order, out var stop))
            return stop;

        var (lines, question) = ItemMatcher.Match(order, request);
        if (question is not null)
            return new PlannerReply.Say(question);
        if (!TryAmount(bench, order, lines, out var amount, out var reason, out var rule, out stop))
            return stop!;

        var facts = new Dictionary<Slot, Fact>
        {
            [Slot.OrderId] = Id(order),
            [Slot.Amount] = amount,
            [Slot.Reason] = new ReasonFact(request.Sentence, reason),
        };
        if (!bench.TryUse("refund_order", facts, out var receipt, out stop))
            return stop;

        var paid = receipt.Number("amount") ?? amount;
        bench.Done = $"Refunded {Wording.Money(paid)} on order {Id(order)} ({Wording.Plain(reason)}{rule}).";
        return Confirm(bench, order, paid, reason);
    }

    private static bool TryAmount(
        Bench bench, JsonElement order, IReadOnlyList<JsonElement> lines,
        out decimal amount, out string reason, out string rule, out PlannerReply? stop)
    {
        (amount, rule, stop) = (0, "", null);
        var request = bench.Request;
        var reasons = bench.Choices("compute_refund", Slot.Reason);
        var said = reasons.Count == 0 && ReasonReader.Any(request.Sentence) ? request.Sentence.ToString() : null;
        reason = ReasonReader.Pick(request.Sentence, reasons) ?? said ?? NoReason;
        if (request.Amount is { } stated)
        {
            amount = stated;
            return true;
        }

        if (reason == NoReason && bench.IsOffered("compute_refund"))
        {
            stop = new PlannerReply.Say($"Why shall order {Id(order)} be refunded: {string.Join(", ", reasons.Select(Wording.Plain))}?");
            return false;
        }

        if (!QuotePlan.TryCompute(bench, order, lines, reason, out var quote, out stop))
            return false;
        amount = quote.Number("amount") ?? 0;
        rule = quote.Text("rule") is { } text ? $": {text}" : "";
        if (amount <= 0)
            stop = bench.Report($"The policy gives nothing for order {Id(order)} ({Wording.Plain(reason)}{rule}).");
        return stop is null;
    }

    private static PlannerReply Confirm(Bench bench, JsonElement order, decimal paid, string reason)
    {
        if (bench.Request.NoMail || bench.Talk.Rules.NoMail)
            return bench.Report("No mail was sent, as asked.");
        if (order.Text("customer_mail") is not { } address)
            return bench.Report("No mail was sent: the order names no address.");

        var facts = new Dictionary<Slot, Fact>
        {
            [Slot.To] = address,
            [Slot.Subject] = $"Refund for order {Id(order)}",
            [Slot.Body] = $"Hello {order.Text("customer_name")},\n\nwe have refunded {Wording.Money(paid)} for your order {Id(order)} "
                + $"(reason: {Wording.Plain(reason)}).\n\n{bench.Talk.Rules.Signature}",
        };
        return bench.TryUse("send_mail", facts, out var mail, out var stop)
            ? bench.Report($"A confirmation went to {mail.Text("to") ?? address}.")
            : stop;
    }

    private static int Id(JsonElement order) => (int)(order.Number("order_id") ?? 0);
}
