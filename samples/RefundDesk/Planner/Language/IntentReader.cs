namespace RefundDesk;

/// <summary>Tells what a message asks for. What only reads is told before what pays, and what forbids comes first of all.</summary>
internal static class IntentReader
{
    private const int FillersBesideNumber = 1;
    private const int ShortAnswer = 4;

    private static readonly string[] NumberWords =
        ["ordernumber", "order", "the", "one", "it", "is", "for", "i", "mean", "meant", "please", "yes", "number", "that", "with", "s"];

    public static Intent Read(Sentence text, bool namesOrder, bool namesSomething)
    {
        if (text.Matches(IntentPatterns.OffTopic()))
            return Intent.None;
        if (text.Matches(IntentPatterns.Forbidden()))
            return Intent.Negated;
        if (text.Matches(IntentPatterns.AboutRefund()))
            return namesOrder ? Intent.Status : Intent.None;
        if (text.Matches(IntentPatterns.Quote()))
            return Intent.Quote;

        var refund = text.Matches(IntentPatterns.Refund());
        if (!refund && text.Matches(IntentPatterns.NoMail()))
            return Intent.Negated;
        if (text.Matches(IntentPatterns.InsteadOfRefund()) || (!refund && text.Matches(IntentPatterns.Other())))
            return Intent.Unsupported;
        if (refund)
            return Intent.Refund;
        if (text.Matches(IntentPatterns.Mail()))
            return Intent.Mail;
        if (text.Matches(IntentPatterns.Customer()))
            return Intent.Customer;
        if (text.Matches(IntentPatterns.Orders()))
            return Intent.Orders;
        if (text.Matches(IntentPatterns.Status()) && (namesOrder || text.Has("order", "parcel", "package", "delivery", "shipment", "it")))
            return Intent.Status;
        if (namesSomething && ReasonReader.Any(text))
            return Intent.Complaint;
        return namesOrder && text.Words.Count(IsOwnWord) <= FillersBesideNumber ? Intent.Status : Intent.None;
    }

    public static bool Affirms(Sentence text) =>
        !text.Has("not", "no", "never", "nothing", "wait", "stop")
        && (text.Words is ["yes" or "yep" or "yeah" or "sure" or "ok" or "okay" or "correct" or "please" or "right", ..]
            || text.Has("go ahead", "do it", "do so", "that is right"));

    public static bool Declines(Sentence text) =>
        text.Words is ["no" or "nope" or "nah" or "stop", ..] || text.Has("never mind", "nevermind", "forget it", "not now", "leave it")
        || (text.Words.Count <= ShortAnswer && text.Has("do not", "not"));

    /// <summary>True when the message is no more than the number of an order.</summary>
    public static bool OnlyNamesOrder(Sentence text) =>
        text.Has("ordernumber") && text.Words.All(word => !char.IsLetter(word[0]) || NumberWords.Contains(word));

    public static bool ForbidsMail(Sentence text) => text.Matches(IntentPatterns.NoMail());

    private static bool IsOwnWord(string word) =>
        char.IsLetter(word[0]) && word is not ("order" or "ordernumber" or "please" or "the" or "my");
}
