using System.Globalization;

namespace RefundDesk;

/// <summary>
/// The shop's orders, customers and refunds, in memory. Thread-safe: each refund is checked and recorded as one step.
/// The same book every time it is made, seen from the fixed day <see cref="Today"/>.
/// </summary>
public sealed class OrderBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Order> _orders;
    private readonly Dictionary<string, Refund> _byKey = new(StringComparer.Ordinal);
    private readonly List<Refund> _refunds = [];

    /// <summary>A book with the invented orders of the sample.</summary>
    public OrderBook()
        : this(OrderSeeds.Create(Today))
    {
    }

    /// <summary>A book with your own orders.</summary>
    public OrderBook(IEnumerable<Order> orders)
    {
        _orders = orders.ToDictionary(order => order.Id);
        Orders = [.. _orders.Values.OrderBy(order => order.Id)];
        Customers = [.. Orders.Select(order => order.Customer).Distinct().OrderBy(customer => customer.Id, StringComparer.Ordinal)];
    }

    /// <summary>The day on which the desk is open. Fixed, so that deadlines give the same answer every time.</summary>
    public static DateOnly Today { get; } = new(2026, 3, 16);

    /// <summary>All orders by number.</summary>
    public IReadOnlyList<Order> Orders { get; }

    /// <summary>Everyone who ordered.</summary>
    public IReadOnlyList<Customer> Customers { get; }

    /// <summary>Told of each refund before anybody else is; a journal writes it down there.</summary>
    public Action<Refund>? OnRecorded { get; set; }

    /// <summary>The refunds recorded so far, oldest first.</summary>
    public IReadOnlyList<Refund> Refunds
    {
        get
        {
            lock (_gate)
                return [.. _refunds];
        }
    }

    /// <summary>The order with this number, or null.</summary>
    public Order? Find(int orderId) => _orders.GetValueOrDefault(orderId);

    /// <summary>EUR of the order that were paid back so far.</summary>
    public decimal RefundedOf(Order order)
    {
        lock (_gate)
            return order.RefundedBefore + _refunds.Where(refund => refund.OrderId == order.Id).Sum(refund => refund.Amount);
    }

    /// <summary>EUR of the order that can still be paid back.</summary>
    public decimal LeftOf(Order order) => order.Total - RefundedOf(order);

    /// <summary>Records a refund, or says why not. Asking again with the same key gives the same refund and pays nothing.</summary>
    /// <param name="orderId">The order to pay back.</param>
    /// <param name="amount">EUR in whole cents, above zero and at most what is left.</param>
    /// <param name="reason">Why.</param>
    /// <param name="idempotencyKey">
    /// The same for every attempt of one refund; another order or amount under a known key is refused.
    /// With null each call is a refund of its own.
    /// </param>
    public RefundResult Refund(int orderId, decimal amount, string reason, string? idempotencyKey = null)
    {
        if (!_orders.TryGetValue(orderId, out var order))
            return new RefundResult.Refused("unknown_order", $"There is no order {orderId}.");
        if (amount <= 0 || decimal.Round(amount, 2) != amount)
            return new RefundResult.Refused("bad_amount", "An amount is above zero and has at most two decimals.");

        lock (_gate)
        {
            if (idempotencyKey is not null && _byKey.TryGetValue(idempotencyKey, out var known))
                return known.OrderId == orderId && known.Amount == amount
                    ? new RefundResult.Recorded(known, LeftOf(order), Repeated: true)
                    : new RefundResult.Refused("key_conflict", "This idempotency key already stands for another refund.");

            var left = LeftOf(order);
            if (amount > left)
                return new RefundResult.Refused(
                    "amount_too_high", Text($"{amount:0.00} EUR is more than the {left:0.00} EUR left on order {orderId}."));

            var refund = new Refund(Text($"R-{_refunds.Count + 1:0000}"), orderId, amount, reason, idempotencyKey);
            OnRecorded?.Invoke(refund);
            Keep(refund);
            return new RefundResult.Recorded(refund, left - amount, Repeated: false);
        }
    }

    /// <summary>Takes in a refund of an earlier day.</summary>
    public void Restore(Refund refund)
    {
        lock (_gate)
            Keep(refund);
    }

    private void Keep(Refund refund)
    {
        _refunds.Add(refund);
        if (refund.IdempotencyKey is not null)
            _byKey.Add(refund.IdempotencyKey, refund);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
