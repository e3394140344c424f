using System.Text.RegularExpressions;

namespace RefundDesk;

/// <summary>
/// The phrasings of each intent, over the text of a <see cref="Sentence"/>: lower-case words with one space on either side.
/// </summary>
internal static partial class IntentPatterns
{
    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(
        @" (poem|joke|story|song|haiku|essay|weather|recipe|translate|refund policy|refund rules|return policy|how do refunds) ",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex OffTopic();

    [GeneratedRegex(
        @" (not|never|nobody|no one|without|stop|avoid|refuse|refuse to|undo|reverse|block|withhold|hold off|hold) ((to|"
        + @"be|get|want|need|issue|give|make|do|pay|start|should|process|any|a|an|the|that|this|him|her|them|"
        + @"us) ){0,4}(refund|refunds|refunding|refunded|reimburse|money|pay back) | no (refund|refunds|money back) |"
        + @" cancel (the|this|that|my) refund",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Forbidden();

    [GeneratedRegex(
        @" (was|has|have|had|did|were) ((you|we|i|they|he|she|someone|anyone|order|ordernumber|it|"
        + @"customername) ){1,3}([a-z]+ ){0,3}(refund|refunded|reimbursed) | where is (my|the|his|her|their) (refund|"
        + @"money) | (who|why|when) ([a-z]+ ){0,5}(refund|refunded|money back) | status of (my|the|his|her|their) refund |"
        + @" already (been )?refunded ",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex AboutRefund();

    [GeneratedRegex(
        @" ((how much|(what|which) (amount|sum|would|will|refund|is|do|does|can|could|money|part)) .*(back|refund|"
        + @"refunded|reimburse|reimbursed|owe|owed|owes)|(calculate|compute|estimate|quote|preview|work out) .*|(eligible|"
        + @"entitled|refundable)( .*)?|(should|shall) (i|we) (refund|reimburse).*|(refund|money) (amount|value) .*(be|"
        + @"is)) ",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Quote();

    [GeneratedRegex(
        @" (refund|refunds|refunding|refunded|reimburse|reimbursed|reimbursement|repay|money back|cash back|(pay|paying|"
        + @"give|send|get|want|wants|transfer|have) ([a-z]+ ){0,5}back|(return|give back|send back) (the|my|his|her|"
        + @"their) money) ",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Refund();

    [GeneratedRegex(
        @" (instead of|rather than|not) (a |the |any )?(refund|money)",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex InsteadOfRefund();

    [GeneratedRegex(
        @" (cancel|exchange|replace|replacement|swap|reship|resend|reorder|upgrade|delete|discount|voucher|coupon|"
        + @"invoice|delivery address|shipping address|(change|update|edit|modify) (the|my|his|her|their|order|"
        + @"ordernumber)) ",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Other();

    [GeneratedRegex(
        @"(^|[.,;!?] | (please|you|to|and|hi|hello|hey|kindly)) (e-?mail|mail|write|notify|inform|contact|message|"
        + @"tell (?!me |us )[a-z]+) | (send|drop|shoot) ([a-z]+ ){0,7}(mail|e-?mail|message|note|line) | let (?!me |"
        + @"us )([a-z]+ ){1,4}know ",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Mail();

    [GeneratedRegex(
        @" (who is (customername|mailaddress)|(find|look up|lookup|search|show|get|have|know|is there|"
        + @"pull up) ([a-z]+ ){0,3}(customer|client|person|buyer)(?! of)|find (customername|mailaddress)|(customer|client|"
        + @"contact) (details|data|record|info)|(e-?mail|mail|contact) address of|whose (e-?mail|mail|address)) ",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Customer();

    [GeneratedRegex(
        @" ((what|which things|anything) (did|has|have|does) .*(order|orders|ordered|buy|bought|purchase|purchased)|"
        + @"(list|show|find|which|what|all|any|see|get) ([a-z]+ ){0,4}orders|order history|orders? (of|by|from|for|"
        + @"placed by) ((the|our|customer|client) )*(customername|mailaddress)|(ownername|customername|"
        + @"mailaddress) orders|purchases? (of|by|from) (customername|mailaddress)) ",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Orders();

    [GeneratedRegex(
        @" (where (is|are)|status|track|tracking|trace|when (will|does|is|should|did|was|can)|(has|did|is|was|"
        + @"will) .*(arrive|arrived|ship|shipped|delivered|left|on its way|here|out for delivery)|not arrived|on its way|"
        + @"show|details|look up|lookup|pull up|open|look at|check|what is (in|happening|going|up|inside)|what happened|"
        + @"going on|tell me|info|information|eta|how is|how much (was|is|did|does)|who (ordered|bought|placed|is)|"
        + @"expected|any news|news|update|summary|summarise) ",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Status();

    [GeneratedRegex(
        @" (not|no|without) ((send|sending|write|a|any|the|confirmation|further) ){0,3}(e-?mail|e-?mails|mail|mails|"
        + @"mailing|emailing|confirmation|notification|notify|write|contact) ",
        Plain, matchTimeoutMilliseconds: 1000)]
    public static partial Regex NoMail();
}
