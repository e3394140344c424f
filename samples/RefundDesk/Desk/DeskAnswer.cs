using System.Text.Json.Serialization;

namespace RefundDesk;

/// <summary>What a tool of the desk answers: its data, or a <see cref="Problem"/>. Written as plain JSON without a type marker.</summary>
[JsonDerivedType(typeof(OrderList))]
[JsonDerivedType(typeof(OrderView))]
[JsonDerivedType(typeof(CustomerList))]
[JsonDerivedType(typeof(RefundQuote))]
[JsonDerivedType(typeof(RefundReceipt))]
[JsonDerivedType(typeof(MailReceipt))]
[JsonDerivedType(typeof(Problem))]
public abstract record DeskAnswer;

/// <summary>An expected failure, as data.</summary>
/// <param name="Error">A sentence for people and models.</param>
/// <param name="Code">A stable word for programs.</param>
public sealed record Problem(string Error, string Code) : DeskAnswer;

/// <summary>Orders that match a search.</summary>
public sealed record OrderList(IReadOnlyList<OrderSummary> Orders) : DeskAnswer;

/// <summary>An order in one line.</summary>
public sealed record OrderSummary(
    int OrderId, string CustomerName, string CustomerMail, OrderStatus Status, DateOnly OrderedOn, decimal Total,
    IReadOnlyList<string> Items);

/// <summary>Customers that match a search.</summary>
public sealed record CustomerList(IReadOnlyList<CustomerView> Customers) : DeskAnswer;

/// <summary>A customer and their orders.</summary>
public sealed record CustomerView(string Name, string Mail, IReadOnlyList<int> OrderIds);

/// <summary>What the policy would pay back. Nothing has been paid.</summary>
public sealed record RefundQuote(
    int OrderId, decimal Amount, string Currency, RefundReason Reason, IReadOnlyList<string> Items, string Rule) : DeskAnswer;

/// <summary>A refund that is in the book.</summary>
/// <param name="Left">EUR of the order that can still be paid back.</param>
public sealed record RefundReceipt(string RefundId, int OrderId, decimal Amount, string Currency, decimal Left) : DeskAnswer;

/// <summary>A mail that was sent.</summary>
public sealed record MailReceipt(string MailId, string To) : DeskAnswer;
