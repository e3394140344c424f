namespace Agentry;

/// <summary>An amount of one account.</summary>
/// <param name="Account">The account, of the commit's tenant.</param>
/// <param name="Amount">How much, in the account's own unit.</param>
public readonly record struct AccountAmount(AccountKey Account, long Amount);
