namespace RefundDesk;

/// <summary>A user's message, read: the intent and whatever was found to fill it.</summary>
internal sealed record DeskRequest
{
    public required Intent Intent { get; init; }

    public required Sentence Sentence { get; init; }

    public IReadOnlyList<int> OrderIds { get; init; } = [];

    /// <summary>EUR that the user named as the amount to pay.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Why the wanted share cannot be told, as a question to the user.</summary>
    public string? Unclear { get; init; }

    /// <summary>Name or mail address.</summary>
    public string? Customer { get; init; }

    /// <summary>What the user called the items, in the user's words.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>True when <see cref="Items"/> are those to leave out.</summary>
    public bool AllBut { get; init; }

    /// <summary>True when the user says that all of the order is meant, and names no item.</summary>
    public bool WholeOrder { get; init; }

    public bool NoMail { get; init; }

    /// <summary>What a mail shall say.</summary>
    public string? Message { get; init; }

    public bool Affirms { get; init; }

    public bool Declines { get; init; }

    /// <summary>True when nothing in the message names an order, a customer or an item.</summary>
    public bool NamesNothing => OrderIds.Count == 0 && Customer is null && Items.Count == 0;

    /// <summary>This request, completed by the answer to a question about it.</summary>
    public DeskRequest AnsweredBy(DeskRequest answer) => this with
    {
        Intent = Intent is Intent.Complaint && answer.Affirms || answer.Intent is Intent.Refund ? Intent.Refund : Intent,
        Sentence = Sentence.With(answer.Sentence),
        OrderIds = answer.OrderIds.Count > 0 ? answer.OrderIds : OrderIds,
        Amount = answer.Amount ?? Amount,
        Unclear = answer.Amount is not null || answer.Items.Count > 0 || answer.WholeOrder ? answer.Unclear : answer.Unclear ?? Unclear,
        Customer = answer.Customer ?? Customer,
        Items = answer.Items.Count > 0 || answer.WholeOrder ? answer.Items : Items,
        WholeOrder = answer.WholeOrder || (WholeOrder && answer.Items.Count == 0),
        AllBut = answer.Items.Count > 0 ? answer.AllBut : AllBut,
        NoMail = NoMail || answer.NoMail,
        Message = answer.Message ?? Message,
    };
}
