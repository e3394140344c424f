using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace RefundDesk;

/// <summary>Finds the one order a request is about: by number, by customer and item, or as what was spoken of. Asks when it must.</summary>
internal static class OrderLookup
{
    private const int MostListed = 12;

    public static bool TryGet(Bench bench, out JsonElement order, [NotNullWhen(false)] out PlannerReply? stop)
    {
        order = default;
        if (!TryNumber(bench, out var id, out stop))
            return false;
        if (!bench.TryUse("get_order", new Dictionary<Slot, Fact> { [Slot.OrderId] = id }, out order, out stop))
            return false;

        if (bench.Request is { OrderIds.Count: > 0, Customer: { } customer } && !BelongsTo(order, customer))
            stop = new PlannerReply.Say(
                $"Order {id} belongs to {order.Text("customer_name")}, not to {customer}. Which order do you mean?");
        return stop is null;
    }

    private static bool TryNumber(Bench bench, out int id, [NotNullWhen(false)] out PlannerReply? stop)
    {
        var request = bench.Request;
        id = request.OrderIds.Count > 0 ? request.OrderIds[0] : 0;
        stop = null;
        if (request.OrderIds.Count == 1)
            return true;
        if (request.OrderIds.Count > 1)
            stop = new PlannerReply.Say($"I take one order at a time. Which one first: {Wording.Or(request.OrderIds)}?");
        else if (request.Customer is null && bench.Talk.LastOrder is { } last)
            id = last;
        else if (request.Customer is null && bench.Talk.LastCustomer is null && request.Items.Count == 0)
            stop = new PlannerReply.Say("Which order? Give me its number, or the customer and the item?");
        else
            return TrySearch(bench, out id, out stop);
        return stop is null;
    }

    private static bool TrySearch(Bench bench, out int id, [NotNullWhen(false)] out PlannerReply? stop)
    {
        id = 0;
        if (!TryFind(bench, out var orders, out var asked, out stop))
            return false;

        if (orders is [var only] && only.Number("order_id") is { } number)
        {
            id = (int)number;
            return true;
        }

        stop = orders.Count == 0
            ? bench.Report($"I found no order {asked}.")
            : new PlannerReply.Say(
                $"I found {orders.Count} orders {asked}: {string.Join("; ", orders.Take(MostListed).Select(Wording.Summary))}. Which one?");
        return false;
    }

    /// <summary>The orders of the customer with the item, as far as either was named.</summary>
    public static bool TryFind(
        Bench bench, out IReadOnlyList<JsonElement> orders, out string asked, [NotNullWhen(false)] out PlannerReply? stop)
    {
        var customer = bench.Request.Customer ?? bench.Talk.LastCustomer;
        var facts = new Dictionary<Slot, Fact>();
        if (customer is not null)
            facts[Slot.Customer] = customer;
        if (bench.Request.Items is [var item, ..] && !bench.Request.AllBut)
            facts[Slot.Item] = item;

        asked = (customer is null ? "" : $"of {customer} ")
            + (facts.TryGetValue(Slot.Item, out var named) ? $"with \"{named.AsText}\"" : "");
        asked = asked.Trim();
        var found = bench.TryUse("find_orders", facts, out var data, out stop);
        orders = found ? data.List("orders") : [];
        return found;
    }

    private static bool BelongsTo(JsonElement order, string customer)
    {
        var name = order.Text("customer_name") ?? "";
        return string.Equals(order.Text("customer_mail"), customer, StringComparison.OrdinalIgnoreCase)
            || customer.Split(' ').All(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
