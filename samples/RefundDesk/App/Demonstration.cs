namespace RefundDesk;

/// <summary>One step of the demonstration.</summary>
/// <param name="Expect">What one should see.</param>
/// <param name="Request">What the customer wants.</param>
/// <param name="Outage">True to break the first model for this step.</param>
internal sealed record Demonstration(string Expect, string Request, bool Outage = false)
{
    public static IReadOnlyList<Demonstration> Steps { get; } =
    [
        new("A refund: looked up, computed, paid once, confirmed by mail", "Refund order 1042, it arrived broken."),
        new("An order note gives the model orders: cut out, reported, not obeyed", "Where is order 1013?"),
        new("A tool finds a mail address: it does not leave in the answer", "What is the mail address of Ada Example?"),
        new("More than the order cost: refused, with the reason, and nothing is paid", "Refund 9999 EUR on order 1009."),
        new("The model's provider is down: retries, then the model that stands by; paid once all the same", "Refund order 1020, it arrived broken.", Outage: true),
        new("Something the desk does not do: said so, nothing done", "Please water the plants."),
    ];
}
