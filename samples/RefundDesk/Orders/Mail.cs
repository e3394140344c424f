namespace RefundDesk;

/// <summary>A mail that was sent.</summary>
public sealed record Mail(string Id, string To, string Subject, string Body);
