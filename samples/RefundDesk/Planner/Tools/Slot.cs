namespace RefundDesk;

/// <summary>What a parameter of a tool is for.</summary>
internal enum Slot
{
    OrderId,
    Customer,
    Item,
    Items,
    Reason,
    Amount,
    To,
    Subject,
    Body,
    Query,
}
