using System.Text.Json;

namespace RefundDesk;

/// <summary>The plans that only read.</summary>
internal static class LookupPlans
{
    public static PlannerReply Status(Bench bench) =>
        OrderLookup.TryGet(bench, out var order, out var stop) ? new PlannerReply.Say(Describe(order)) : stop;

    public static PlannerReply Orders(Bench bench)
    {
        if (bench.Request is { OrderIds.Count: > 0 })
            return Status(bench);
        if (bench.Request is { Customer: null, Items.Count: 0 } && bench.Talk.LastCustomer is null)
            return new PlannerReply.Say("Whose orders? Give me a name, a mail address or an item?");
        if (!OrderLookup.TryFind(bench, out var orders, out var asked, out var stop))
            return stop;
        return new PlannerReply.Say(orders.Count == 0
            ? $"I found no orders {asked}."
            : $"I found {orders.Count} {(orders.Count == 1 ? "order" : "orders")} {asked}: "
                + $"{string.Join("; ", orders.Select(Wording.Summary))}.");
    }

    public static PlannerReply Customer(Bench bench)
    {
        if (bench.Request is { OrderIds.Count: > 0 })
            return Status(bench);
        if (bench.Request.Customer is not { } customer)
            return new PlannerReply.Say("Which customer? Give me a name or a mail address?");
        if (!bench.TryUse("find_customers", new Dictionary<Slot, Fact> { [Slot.Query] = customer }, out var data, out var stop))
            return stop;

        var found = data.List("customers");
        return new PlannerReply.Say(found.Count == 0
            ? $"I found no customer \"{customer}\"."
            : $"I found {string.Join("; ", found.Select(Person))}.");
    }

    /// <summary>A complaint is not an order to pay: it is asked first.</summary>
    public static PlannerReply Complaint(Bench bench)
    {
        if (!OrderLookup.TryGet(bench, out var order, out var stop))
            return stop;
        var reason = ReasonReader.Pick(bench.Request.Sentence, bench.Choices("compute_refund", Slot.Reason));
        return new PlannerReply.Say(
            $"I read a complaint ({Wording.Plain(reason ?? "reason not known")}). Shall I refund order {order.Number("order_id")}?");
    }

    public static string Describe(JsonElement order)
    {
        var refunded = order.Number("refunded") is > 0 and var amount ? $" {Wording.Money(amount)} was refunded." : "";
        var note = order.Text("note") is { } text ? $" The order carries this note, which I only quote: \"{text}\"." : "";
        var day = order.Text("delivered_on") is { } delivered ? $"delivered on {delivered}" : $"due on {order.Text("due_on")}";
        return $"Order {order.Number("order_id")} of {order.Text("customer_name")} is {order.Text("status")}: "
            + $"ordered on {order.Text("ordered_on")}, {day}. "
            + $"It holds {Wording.Lines(order)}, {Wording.Money(order.Number("total") ?? 0)} in all.{refunded}{note}";
    }

    private static string Person(JsonElement customer) =>
        $"{customer.Text("name")}, {customer.Text("mail")}, orders {string.Join(", ", customer.List("order_ids"))}";
}
