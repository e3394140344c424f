using System.Globalization;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Takes what a model call may use at most, or says that it must not be made.</summary>
internal sealed class Reservation(BudgetPlan plan, ModelIdentity identity)
{
    /// <exception cref="BudgetExceededException">A budget does not allow it, or its cost is limited and unknown.</exception>
    public async ValueTask<Spend> TakeAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        // Fail closed: what cannot be charged to a run is not sent.
        ModelCallContext call = ModelCallContext.From(options)
            ?? throw new InvalidOperationException("A model call reached the budget without its run: a layer above made new options instead of cloning them.");
        cancellationToken.ThrowIfCancellationRequested();
        Spend spend = Estimate(call, messages, options);
        ClaimRefusal? refusal = await TryTakeAsync(call, spend).ConfigureAwait(false);
        if (refusal is null)
            return spend;
        if (plan.Options.OnBreach == BudgetBreach.Cheaper && plan.Options.CheaperModel is { } cheaper && spend.Model != cheaper)
        {
            Breached(call, spend, refusal, BudgetBreach.Cheaper);
            ChatOptions instead = options!.Clone();
            instead.ModelId = cheaper;
            spend = Estimate(call, messages, instead);
            if (await TryTakeAsync(call, spend).ConfigureAwait(false) is not { } again)
                return spend;
            refusal = again;
        }

        bool suspends = plan.Options.OnBreach == BudgetBreach.Suspend && !call.Run.IsScope;
        Breached(call, spend, refusal, suspends ? BudgetBreach.Suspend : BudgetBreach.End);
        throw Exceeded(call.Run, spend, refusal, suspends);
    }

    private static void Breached(ModelCallContext call, Spend spend, ClaimRefusal refusal, BudgetBreach response) => call.Run.Log.Append(
        new BudgetBreached { Account = refusal.Account.ToString(), Response = response, Turn = call.Turn, Model = spend.Model }, Actors.Agentry);

    private Spend Estimate(ModelCallContext call, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        string? model = options?.ModelId ?? identity.Model;
        ModelPrice? price = plan.Prices.Find(identity.Provider, model);
        if (price is null && plan.IsCostLimited(call.Run))
        {
            if (plan.Options.UnknownPrice == UnknownPriceBehavior.Deny)
            {
                throw new BudgetExceededException(
                    RunReasonCodes.UnknownPrice, $"The model '{model}' has no price and the cost of the run is limited. Set its price, or UnknownPrice.", call.Run.RunId);
            }

            price = plan.Options.AssumedPrice;
        }

        long input = plan.Estimator.Estimate(messages, options);
        long output = options?.MaxOutputTokens ?? plan.Options.AssumedOutputTokens;
        return new Spend(plan, identity.Provider, call)
        {
            Id = call.Run.Pipeline.Runtime.Ids.NewId(),
            Options = options,
            Model = model,
            Price = price,
            Usage = new TokenUsage { Input = input, Output = output },
            Cost = price?.MostOf(input, output),
        };
    }

    private async ValueTask<ClaimRefusal?> TryTakeAsync(ModelCallContext call, Spend spend)
    {
        RunContext run = call.Run;
        List<AccountPart> parts = plan.ForModelCall(run, spend.Cost, spend.Usage.Input!.Value + spend.Usage.Output!.Value);
        if (parts.Count == 0)
            return null;
        spend.Parts = parts;
        run.Log.Append(
            new SpendReserved
            {
                Id = spend.Id,
                Turn = call.Turn,
                Provider = identity.Provider,
                Model = spend.Model,
                Usage = spend.Usage,
                Cost = spend.Cost,
            },
            Actors.Agentry,
            new AccountClaim { Id = spend.Id, Parts = parts });
        await run.Log.FlushAsync().ConfigureAwait(false);
        if (run.Log.TakeRefusal(spend.Id) is { } refusal)
        {
            spend.Refused(refusal);
            return refusal;
        }

        await BudgetWarning.LookAsync(run, parts, plan.Options.WarnAt).ConfigureAwait(false);
        return null;
    }

    private static BudgetExceededException Exceeded(RunContext run, Spend spend, ClaimRefusal refusal, bool suspends)
    {
        string wanted = spend.Cost is { } cost && refusal.Account.Name.EndsWith(":cost", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"${cost:0.######}")
            : string.Create(CultureInfo.InvariantCulture, $"{spend.Usage.Input + spend.Usage.Output} tokens");
        return new BudgetExceededException(
            RunReasonCodes.Budget, $"The budget '{refusal.Account}' has no room for a call to '{spend.Model}' that may take {wanted}.", run.RunId, refusal.Account, refusal.RetryAfter)
        {
            Suspends = suspends,
        };
    }
}
