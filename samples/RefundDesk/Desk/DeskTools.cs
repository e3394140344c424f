using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>
/// What the support agent can do. Reads are free of effects; <see cref="refund_order"/> and <see cref="send_mail"/> are not.
/// Expected failures come back as a <see cref="Problem"/>. The names are those the model sees.
/// </summary>
/// <param name="book">The orders.</param>
/// <param name="outbox">Where mails go.</param>
/// <param name="idempotencyKey">
/// Gives the key of the running call, for the two tools with an effect. Without it, or when it gives null, every call is its own.
/// </param>
public sealed class DeskTools(OrderBook book, Outbox outbox, Func<AIFunctionArguments, string?>? idempotencyKey = null)
{
    /// <summary>The tools as functions, with schemas and JSON from <see cref="DeskJson"/>.</summary>
    public IReadOnlyList<AIFunction> CreateFunctions() =>
    [
        Function(find_orders, nameof(find_orders)),
        Function(get_order, nameof(get_order)),
        Function(find_customers, nameof(find_customers)),
        Function(compute_refund, nameof(compute_refund)),
        Function(refund_order, nameof(refund_order)),
        Function(send_mail, nameof(send_mail)),
    ];

    [Description("Finds orders by number, by customer and by item. Give at least one; all that are given must match.")]
    public DeskAnswer find_orders(
        [Description("Number of the order.")] int? order_id = null,
        [Description("Name or mail address of the customer.")] string? customer = null,
        [Description("Words from the name of an item.")] string? item = null)
    {
        if (order_id is null && string.IsNullOrWhiteSpace(customer) && string.IsNullOrWhiteSpace(item))
            return new Problem("Give an order number, a customer or an item.", "nothing_to_find");

        return new OrderList([.. OrderSearch.Orders(book, order_id, customer, item).Select(order => new OrderSummary(
            order.Id, order.Customer.Name, order.Customer.Mail, order.Status, order.OrderedOn, order.Total,
            [.. order.Lines.Select(line => line.Name)]))]);
    }

    [Description("Gives one order with its lines, dates, customer and what was refunded.")]
    public DeskAnswer get_order([Description("Number of the order.")] int order_id) =>
        book.Find(order_id) is { } order ? OrderView.Of(order, book.RefundedOf(order)) : Unknown(order_id);

    [Description("Finds customers by name or mail address.")]
    public DeskAnswer find_customers([Description("Words of the name, or the whole mail address.")] string query) =>
        new CustomerList([.. OrderSearch.Customers(book, query).Select(customer => new CustomerView(
            customer.Name, customer.Mail, [.. book.Orders.Where(order => order.Customer == customer).Select(order => order.Id)]))]);

    [Description("Computes by the policy of the shop what would be refunded. Pays nothing.")]
    public DeskAnswer compute_refund(
        [Description("Number of the order.")] int order_id,
        [Description("Why the customer wants money back.")] RefundReason reason,
        [Description("SKUs or names of the affected items; all items when left out.")] string[]? items = null)
    {
        if (book.Find(order_id) is not { } order)
            return Unknown(order_id);

        var lines = order.Lines.AsEnumerable();
        if (items is { Length: > 0 })
        {
            if (items.FirstOrDefault(item => !order.Lines.Any(line => OrderSearch.Matches(line, item))) is { } strange)
                return new Problem($"Order {order_id} has no item '{strange}'.", "unknown_item");
            lines = lines.Where(line => items.Any(item => OrderSearch.Matches(line, item)));
        }

        var affected = lines.ToList();
        var (amount, rule) = RefundPolicy.Apply(order, reason, affected.Sum(line => line.Total));
        var left = book.LeftOf(order);
        return new RefundQuote(
            order_id, Math.Min(amount, left), "EUR", reason, [.. affected.Select(line => line.Name)],
            amount > left ? rule + ", limited to what was not refunded yet" : rule);
    }

    [Description("Pays money back to the customer of an order. Cannot be undone.")]
    public DeskAnswer refund_order(
        [Description("Number of the order.")] int order_id,
        [Description("EUR to pay back, above zero, at most two decimals.")] decimal amount,
        [Description("Why the money is paid back.")] string reason,
        AIFunctionArguments call) => book.Refund(order_id, amount, reason, KeyOf(call)) switch
        {
            RefundResult.Recorded done => new RefundReceipt(done.Refund.Id, order_id, done.Refund.Amount, "EUR", done.Left),
            RefundResult.Refused refused => new Problem(refused.Message, refused.Code),
            var other => throw new InvalidOperationException($"The book gave an unknown result: {other}."),
        };

    [Description("Sends a mail. Cannot be undone.")]
    public DeskAnswer send_mail(
        [Description("Mail address.")] string to,
        [Description("Subject line.")] string subject,
        [Description("Plain text.")] string body,
        AIFunctionArguments call)
    {
        if (!to.Contains('@', StringComparison.Ordinal) || to.Any(char.IsWhiteSpace))
            return new Problem($"'{to}' is not a mail address.", "bad_address");

        var mail = outbox.Send(to, subject, body, KeyOf(call));
        return new MailReceipt(mail.Id, mail.To);
    }

    private static Problem Unknown(int orderId) => new($"There is no order {orderId}.", "unknown_order");

    private static AIFunction Function(Delegate method, string name) =>
        AIFunctionFactory.Create(method, name, description: null, DeskJson.Default.Options);

    private string? KeyOf(AIFunctionArguments call) => idempotencyKey?.Invoke(call);
}
