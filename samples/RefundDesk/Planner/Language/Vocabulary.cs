using System.Collections.Frozen;

namespace RefundDesk;

/// <summary>The words the rules know, by the part they play.</summary>
internal static class Vocabulary
{
    /// <summary>Words that the rules look for and that a typo is mended to.</summary>
    public static readonly FrozenSet<string> Keywords = Set(
        """
        refund refunds refunded refunding reimburse reimbursed reimbursement money repay order orders ordered ordernumber broken broke
        damaged cracked smashed shattered defective faulty dented scratched chipped bent torn leaking wrong incorrect missing late delayed
        arrived arrive received delivery delivered customer client status where track parcel package shipped shipment please changed
        mind anymore kaput return returned returning email notify inform message exchange replace replacement cancel address calculate
        compute estimate eligible instead different lost incomplete works working
        """);

    /// <summary>Words that stand near a keyword in spelling and are meant as they are.</summary>
    public static readonly FrozenSet<string> Common = Set(
        """
        there three these those other others older border honey charged charge early nearly lately plate later water cost most lose
        close clear hear year refuse mine mild find kind wind sending bend sent lent rent cent dent same some came come tracker
        cracker marked arrives works worked work world word words lord need needs here were wear orderly chanced clients customers
        packages parcels returns retain status lasted taste paste rate date gate mate fate hate bake brake brook token spoken
        mailing mails emails emailed written write wrote address addressed reported repair repaired money monkey
        """);

    /// <summary>Words that end the name of an item or a person.</summary>
    public static readonly FrozenSet<string> Stops = Set(
        """
        the a an my his her their our your this that these those only just and or but not no of in on at to for from by with about as if
        because since so than then when while which who whose what where why how there here is are was were be been being am i you he she
        it we they me him us them has have had having do does did done can could will would shall should may might must want wants wanted
        need needs needed like likes get gets got give gives gave take takes took make makes ask asks asked asking say says said claim
        claims tell tells told write writes wrote call called calls send sends sent ordered order orders bought buy buys purchased purchase
        received receive receives arrived arrive arrives came come comes broke break breaks went goes go gone works work working worked
        stopped refund refunds refunded refunding reimburse reimbursed repay pay pays paid back return returned returning money please
        thanks thank hi hello hey dear regards cheers kindly now today yesterday again still yet already never ever also too very
        really quite however though except apart instead both all any some each every one ordernumber moneyamount mailaddress
        customername ownername anymore longer later once complains complained complaining reports reported requests requested unhappy fell
        leaks leaking does turned looks seems contains contain containing out up off into onto after before until since during
        without within know knows show find list look looking up check open how much many place placed last next let lets
        """);

    /// <summary>Words that describe a thing and do not name it.</summary>
    public static readonly FrozenSet<string> Adjectives = Set(
        """
        broken damaged cracked smashed shattered defective faulty dented scratched chipped bent torn leaking wrong incorrect missing late
        delayed lost incomplete unwanted new whole entire full complete other same second first third old two three four five six several
        single stupid bloody lovely nice poor actual right different delivered ordered returned shipped useless
        """);

    /// <summary>Nouns that are never the item of an order.</summary>
    public static readonly FrozenSet<string> Generics = Set(
        """
        order orders customer customers client clients buyer money refund refunds amount amounts price parcel parcels package packages box
        boxes delivery shipment item items thing things stuff product products article articles goods mail mails email emails confirmation
        message note status rest address name courier driver carrier postman shop desk moment way problem issue reason fault cost costs
        total time times day days week weeks month months condition quality colour color size mind policy invoice account card bit lot one
        ones piece pieces part parts seller company team support person someone anyone people man woman lady gentleman guy wife husband
        friend friends neighbour door photo picture state date deadline answer question help favour while minute share percent half fee
        restocking charge cash euros euro cents ticket case request complaint history details detail information info latest contents
        weather joke poem story song capital recipe everything anything something nothing purchase purchases packaging shipping
        credit transport transit phone hole crack dent scratch tear leak limit limits rules
        wrapping post system database world company's birthday gift present meantime end truth matter thanks
        """);

    public static bool IsKnown(string word) =>
        Keywords.Contains(word) || Common.Contains(word) || Stops.Contains(word) || Adjectives.Contains(word) || Generics.Contains(word);

    private static FrozenSet<string> Set(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
