namespace RefundDesk;

/// <summary>All the planner knows, and all of it from the messages: what is asked, and what was done about it.</summary>
internal sealed record Conversation
{
    /// <summary>The last message of the user, completed by those before when it answers a question; null when there is none.</summary>
    public required DeskRequest? Request { get; init; }

    /// <summary>The calls since that message, oldest first.</summary>
    public required IReadOnlyList<ToolStep> Steps { get; init; }

    /// <summary>The order that "it" means.</summary>
    public int? LastOrder { get; init; }

    /// <summary>The customer spoken of, when no single order was.</summary>
    public string? LastCustomer { get; init; }

    public required HouseRules Rules { get; init; }
}
