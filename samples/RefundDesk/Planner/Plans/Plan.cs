namespace RefundDesk;

/// <summary>Chooses the plan for what was asked, and says so when there is none.</summary>
internal static class Plan
{
    public static PlannerReply Next(Conversation talk, ToolCatalog tools)
    {
        if (talk.Request is not { } request)
            return new PlannerReply.Say($"There is nothing to answer. {Wording.Abilities}");
        if (request.Intent is Intent.None && request.Declines)
            return new PlannerReply.Say("Nothing was done.");

        if (request.Intent is Intent.None && request.Sentence.Has("thanks", "thank"))
            return new PlannerReply.Say("Nothing was asked, so nothing was done.");

        var bench = new Bench(talk, request, tools);
        return request.Intent switch
        {
            Intent.Refund => RefundPlan.Next(bench),
            Intent.Quote => QuotePlan.Next(bench),
            Intent.Status => LookupPlans.Status(bench),
            Intent.Orders => LookupPlans.Orders(bench),
            Intent.Customer => LookupPlans.Customer(bench),
            Intent.Mail => MailPlan.Next(bench),
            Intent.Complaint => LookupPlans.Complaint(bench),
            Intent.Negated => new PlannerReply.Say("I read this as something not to do, and did nothing."),
            Intent.Unsupported => new PlannerReply.Say($"I have no tool for that, and did nothing. {Wording.Abilities}"),
            _ => new PlannerReply.Say($"I did not understand that: I follow rules, and none fits. {Wording.Abilities}"),
        };
    }
}
