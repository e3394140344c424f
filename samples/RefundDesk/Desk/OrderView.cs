namespace RefundDesk;

/// <summary>An order with everything the desk knows of it. Amounts in EUR.</summary>
public sealed record OrderView : DeskAnswer
{
    public required int OrderId { get; init; }

    public required OrderStatus Status { get; init; }

    public required string CustomerName { get; init; }

    public required string CustomerMail { get; init; }

    public required IReadOnlyList<OrderLineView> Lines { get; init; }

    public required DateOnly OrderedOn { get; init; }

    public required DateOnly DueOn { get; init; }

    public DateOnly? DeliveredOn { get; init; }

    public required decimal Total { get; init; }

    public required decimal Refunded { get; init; }

    /// <summary>What can still be paid back.</summary>
    public required decimal Refundable { get; init; }

    /// <summary>Free text of unknown origin.</summary>
    public string? Note { get; init; }

    public static OrderView Of(Order order, decimal refunded) => new()
    {
        OrderId = order.Id,
        Status = order.Status,
        CustomerName = order.Customer.Name,
        CustomerMail = order.Customer.Mail,
        Lines = [.. order.Lines.Select(line => new OrderLineView(line.Sku, line.Name, line.Quantity, line.UnitPrice))],
        OrderedOn = order.OrderedOn,
        DueOn = order.DueOn,
        DeliveredOn = order.DeliveredOn,
        Total = order.Total,
        Refunded = refunded,
        Refundable = order.Total - refunded,
        Note = order.Note,
    };
}

/// <summary>One article of an order.</summary>
public sealed record OrderLineView(string Sku, string Name, int Quantity, decimal UnitPrice);
