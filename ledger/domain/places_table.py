"""Rows of the register. Border Patrol sectors and their headquarters towns as published by CBP; ICE field offices
as published by ICE; districts as published by the U.S. Marshals Service. Care providers are invented, in real towns,
and so is what each of them can do.
"""

GOVERNMENT_PLACES = (
    # code, name, kind, organisation, IANA zone
    ("BP-MIP", "Miami Sector, Pembroke Pines FL", "border_patrol_sector", "USBP", "America/New_York"),
    ("BP-NLL", "New Orleans Sector, New Orleans LA", "border_patrol_sector", "USBP", "America/Chicago"),
    ("BP-RMY", "Ramey Sector, Aguadilla PR", "border_patrol_sector", "USBP", "America/Puerto_Rico"),
    ("BP-BLW", "Blaine Sector, Blaine WA", "border_patrol_sector", "USBP", "America/Los_Angeles"),
    ("BP-BUN", "Buffalo Sector, Grand Island NY", "border_patrol_sector", "USBP", "America/New_York"),
    ("BP-DTM", "Detroit Sector, Selfridge MI", "border_patrol_sector", "USBP", "America/Detroit"),
    ("BP-GFN", "Grand Forks Sector, Grand Forks ND", "border_patrol_sector", "USBP", "America/Chicago"),
    ("BP-HVM", "Havre Sector, Havre MT", "border_patrol_sector", "USBP", "America/Denver"),
    ("BP-HLT", "Houlton Sector, Hodgdon ME", "border_patrol_sector", "USBP", "America/New_York"),
    ("BP-SPW", "Spokane Sector, Spokane WA", "border_patrol_sector", "USBP", "America/Los_Angeles"),
    ("BP-SWB", "Swanton Sector, Swanton VT", "border_patrol_sector", "USBP", "America/New_York"),
    ("BP-BBT", "Big Bend Sector, Marfa TX", "border_patrol_sector", "USBP", "America/Chicago"),
    ("BP-DRT", "Del Rio Sector, Del Rio TX", "border_patrol_sector", "USBP", "America/Chicago"),
    ("BP-ELC", "El Centro Sector, Imperial CA", "border_patrol_sector", "USBP", "America/Los_Angeles"),
    ("BP-EPT", "El Paso Sector, El Paso TX", "border_patrol_sector", "USBP", "America/Denver"),
    ("BP-LRT", "Laredo Sector, Laredo TX", "border_patrol_sector", "USBP", "America/Chicago"),
    ("BP-RGV", "Rio Grande Valley Sector, Edinburg TX", "border_patrol_sector", "USBP", "America/Chicago"),
    ("BP-SDC", "San Diego Sector, Chula Vista CA", "border_patrol_sector", "USBP", "America/Los_Angeles"),
    ("BP-TCA", "Tucson Sector, Tucson AZ", "border_patrol_sector", "USBP", "America/Phoenix"),
    ("BP-YUM", "Yuma Sector, Yuma AZ", "border_patrol_sector", "USBP", "America/Phoenix"),
    ("POE-HID", "Hidalgo Port of Entry, Hidalgo TX", "port_of_entry", "OFO", "America/Chicago"),
    ("POE-SYS", "San Ysidro Port of Entry, San Diego CA", "port_of_entry", "OFO", "America/Los_Angeles"),
    ("ICE-HLG", "Harlingen Field Office, Harlingen TX", "ice_office", "ICE", "America/Chicago"),
    ("ICE-SNA", "San Antonio Field Office, San Antonio TX", "ice_office", "ICE", "America/Chicago"),
    ("ICE-PHO", "Phoenix Field Office, Phoenix AZ", "ice_office", "ICE", "America/Phoenix"),
    ("ICE-ELP", "El Paso Field Office, El Paso TX", "ice_office", "ICE", "America/Denver"),
    ("ICE-SND", "San Diego Field Office, San Diego CA", "ice_office", "ICE", "America/Los_Angeles"),
    ("ICE-MIA", "Miami Field Office, Miramar FL", "ice_office", "ICE", "America/New_York"),
    ("USMS-TXS", "Southern District of Texas, Houston TX", "marshals_district", "USMS", "America/Chicago"),
    ("USMS-AZ", "District of Arizona, Phoenix AZ", "marshals_district", "USMS", "America/Phoenix"),
)

INVENTED_PROVIDERS = (
    # code (organisation and place), name, town, IANA zone
    ("CARE-01", "Mesquite House", "San Benito TX", "America/Chicago"),
    ("CARE-02", "Palo Verde House", "Brownsville TX", "America/Chicago"),
    ("CARE-03", "Anacua House", "McAllen TX", "America/Chicago"),
    ("CARE-04", "Cottonwood House", "El Paso TX", "America/Denver"),
    ("CARE-05", "Saguaro House", "Tucson AZ", "America/Phoenix"),
    ("CARE-06", "Ironwood House", "Phoenix AZ", "America/Phoenix"),
    ("CARE-07", "Live Oak House", "Houston TX", "America/Chicago"),
    ("CARE-08", "Jacaranda House", "San Diego CA", "America/Los_Angeles"),
    ("CARE-09", "Royal Palm House", "Homestead FL", "America/New_York"),
    ("CARE-10", "Maple House", "Bronx NY", "America/New_York"),
    ("CARE-11", "Prairie House", "Victoria TX", "America/Chicago"),
    ("CARE-12", "Pecan House", "San Antonio TX", "America/Chicago"),
)

INVENTED_CARE = (
    # code, ages, kinds of care, needs that it meets: as invented as the provider
    ("CARE-01", 6, 17, "shelter", "medication interpreter"),
    ("CARE-02", 0, 17, "shelter transitional_foster", "tender_age pregnancy parenting medication interpreter"),
    ("CARE-03", 13, 17, "shelter influx", "interpreter"),
    ("CARE-04", 6, 17, "shelter group_home", "mobility medication hearing_or_sight interpreter"),
    ("CARE-05", 10, 17, "shelter", "medication mental_health interpreter"),
    ("CARE-06", 13, 17, "shelter heightened_supervision", "medication mental_health interpreter"),
    (
        "CARE-07",
        12,
        17,
        "shelter residential_treatment secure",
        "mobility medication isolation mental_health interpreter",
    ),
    (
        "CARE-08",
        0,
        17,
        "shelter transitional_foster long_term_foster",
        "tender_age pregnancy parenting medication interpreter",
    ),
    ("CARE-09", 13, 17, "shelter influx out_of_network", "medication isolation interpreter"),
    (
        "CARE-10",
        0,
        17,
        "transitional_foster long_term_foster",
        "tender_age mobility medication hearing_or_sight interpreter",
    ),
    ("CARE-11", 0, 17, "shelter group_home", "tender_age mobility medication isolation interpreter"),
    ("CARE-12", 6, 17, "shelter", "pregnancy parenting medication isolation interpreter"),
)

EVERYWHERE = "eng spa"
"""Languages that are assumed to be spoken at a place that is not in the next table."""

ASSUMED_LANGUAGES = {
    # code: languages (ISO 639-3) that the people of the place speak; assumed, published by nobody
    "BP-RGV": "eng spa quc",
    "ICE-PHO": "eng spa mam",
    "CARE-01": "eng spa quc kek",
    "CARE-02": "eng spa mam quc ixl",
    "CARE-04": "eng spa kjb",
    "CARE-05": "eng spa mam",
    "CARE-07": "eng spa quc por",
    "CARE-08": "eng spa mam kjb cac zho",
    "CARE-09": "eng spa quc kek kjb hat",
    "CARE-10": "eng spa cab fra",
    "CARE-12": "eng spa quc ixl",
}
