namespace RefundDesk;

/// <summary>What became of a request to pay money back: <see cref="Recorded"/> or <see cref="Refused"/>.</summary>
public abstract record RefundResult
{
    private RefundResult()
    {
    }

    /// <summary>The refund is in the book.</summary>
    /// <param name="Refund">The refund.</param>
    /// <param name="Left">EUR of the order that can still be paid back.</param>
    /// <param name="Repeated">True when the key was known and nothing new was recorded.</param>
    public sealed record Recorded(Refund Refund, decimal Left, bool Repeated) : RefundResult;

    /// <summary>Nothing was recorded.</summary>
    /// <param name="Code">
    /// A stable word for programs: <c>unknown_order</c>, <c>bad_amount</c>, <c>amount_too_high</c> or <c>key_conflict</c>.
    /// </param>
    /// <param name="Message">A sentence for people and models.</param>
    public sealed record Refused(string Code, string Message) : RefundResult;
}
