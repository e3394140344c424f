namespace Agentry;

/// <summary>Says what a claim of the same run came to in the end. Settling again changes nothing, as far back as <see cref="AccountClaim.RememberedSettlements"/>.</summary>
public sealed record ClaimSettlement
{
    /// <summary>The claim's id.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The final amounts: less than claimed, more (it is booked, whatever the limit), or 0, which gives the part back. Accounts of the claim that are not
    /// named stay as claimed; accounts that it did not name are booked. Of a claim that the store does not know, what is more than 0 is booked: money that was spent is never dropped.
    /// </summary>
    public required IReadOnlyList<AccountAmount> Amounts { get; init; }

    /// <summary>Gives back everything that a claim took.</summary>
    public static ClaimSettlement Release(AccountClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new() { Id = claim.Id, Amounts = [.. claim.Parts.Select(p => new AccountAmount(p.Account, 0))] };
    }
}
