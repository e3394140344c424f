using System.Globalization;
using System.Text.Json;

namespace RefundDesk;

/// <summary>How results are put into words. Plain statements only: the planner does not pose as a language model.</summary>
internal static class Wording
{
    public const string Abilities =
        "I can tell where an order is, list the orders of a customer, find a customer, tell how much would be refunded, refund an order, "
        + "an item or an amount, and mail the customer of an order.";

    public static string Money(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"{amount:0.00} EUR");

    public static string Plain(string word) => word.Replace('_', ' ');

    public static string Or(IEnumerable<int> numbers) => string.Join(" or ", numbers);

    public static string Summary(JsonElement order) =>
        $"{order.Number("order_id")} ({order.Text("customer_name")}, {order.Text("status")}, {string.Join(", ", order.List("items"))})";

    public static string Lines(JsonElement order) => string.Join(", ", order.List("lines").Select(Line));

    private static string Line(JsonElement line) =>
        line.Number("quantity") is > 1 and var quantity ? $"{quantity} x {line.Text("name")}" : line.Text("name") ?? "";
}
