"""Who somebody is, as far as the ward keeps it."""

from rrp_desktop.forms.lists.code_list import MHSDS, CodeList, Option

AGE_BAND = CodeList(
    "age_band",
    "Age band",
    MHSDS,
    "NHS England, restrictive intervention statistics",
    True,
    tuple(
        Option(code, title)
        for code, title in (
            ("under_18", "Under 18"),
            ("18_24", "18 to 24"),
            ("25_34", "25 to 34"),
            ("35_44", "35 to 44"),
            ("45_54", "45 to 54"),
            ("55_64", "55 to 64"),
            ("65_over", "65 or over"),
            ("unknown", "Not known"),
        )
    ),
)

ETHNIC_CATEGORY = CodeList(
    "ethnic_category",
    "Ethnic category (2001, 16+1)",
    "2001",
    "NHS Data Dictionary, ethnic category",
    True,
    tuple(
        Option(code, title, family=family)
        for code, title, family in (
            ("A", "White British", "white"),
            ("B", "White Irish", "white"),
            ("C", "Any other White background", "white"),
            ("D", "White and Black Caribbean", "mixed"),
            ("E", "White and Black African", "mixed"),
            ("F", "White and Asian", "mixed"),
            ("G", "Any other mixed background", "mixed"),
            ("H", "Indian", "asian"),
            ("J", "Pakistani", "asian"),
            ("K", "Bangladeshi", "asian"),
            ("L", "Any other Asian background", "asian"),
            ("M", "Caribbean", "black"),
            ("N", "African", "black"),
            ("P", "Any other Black background", "black"),
            ("R", "Chinese", "other"),
            ("S", "Any other ethnic group", "other"),
            ("Z", "Not stated (asked, declined)", "not_stated"),
            ("99", "Not known", "unknown"),
        )
    ),
)

GENDER = CodeList(
    "gender",
    "Gender",
    MHSDS,
    "NHS England production code for the MHSDS monthly statistics, reference data",
    True,
    (
        Option("1", "Male"),
        Option("2", "Female"),
        Option("9", "Indeterminate"),
        Option("X", "Not known"),
    ),
)

LEGAL_STATUS = CodeList(
    "legal_status",
    "Legal status (Mental Health Act)",
    MHSDS,
    "NHS England analytical code for MHSDS",
    True,
    tuple(
        Option(code, title)
        for code, title in (
            ("01", "Informal"),
            ("02", "Section 2"),
            ("03", "Section 3"),
            ("04", "Section 4"),
            ("05", "Section 5(2)"),
            ("06", "Section 5(4)"),
            ("07", "Section 35"),
            ("08", "Section 36"),
            ("09", "Section 37 with 41"),
            ("10", "Section 37"),
            ("12", "Section 38"),
            ("13", "Section 44"),
            ("14", "Section 46"),
            ("15", "Section 47 with 49"),
            ("16", "Section 47"),
            ("17", "Section 48 with 49"),
            ("18", "Section 48"),
            ("19", "Section 135"),
            ("20", "Section 136"),
            ("31", "Criminal Procedure (Insanity) Act"),
            ("32", "Other Acts"),
            ("35", "Section 7 guardianship"),
            ("36", "Section 37 guardianship"),
            ("37", "Section 45A, direction in force"),
            ("38", "Section 45A, direction ended"),
            ("98", "Not applicable"),
            ("99", "Not known"),
        )
    ),
)
