namespace RefundDesk;

/// <summary>Writes to the customer of an order, and to nobody else: the address comes from the order.</summary>
internal static class MailPlan
{
    public static PlannerReply Next(Bench bench)
    {
        if (bench.Lacks("get_order", "send_mail") is { } lacking)
            return lacking;
        if (!OrderLookup.TryGet(bench, out var order, out var stop))
            return stop;
        if (order.Text("customer_mail") is not { } address)
            return bench.Report("The order names no address.");

        var id = order.Number("order_id");
        var says = bench.Request.Message
            ?? $"the state of your order {id} is: {order.Text("status")}. Promised for {order.Text("due_on")}.";
        var facts = new Dictionary<Slot, Fact>
        {
            [Slot.To] = address,
            [Slot.Subject] = $"Your order {id}",
            [Slot.Body] = $"Hello {order.Text("customer_name")},\n\n{says}\n\n{bench.Talk.Rules.Signature}",
        };
        return bench.TryUse("send_mail", facts, out var mail, out stop)
            ? new PlannerReply.Say($"A mail about order {id} went to {mail.Text("to") ?? address}.")
            : stop;
    }
}
